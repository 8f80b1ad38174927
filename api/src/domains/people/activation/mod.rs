//! Activation codes to hand out: for a class or an institution, as a workbook, as slips to print and cut,
//! and as texts to send. Codes are derived anew each time (二.2.(6)); who had them shown is recorded.

pub mod http;
mod model;
mod render;
mod service;
