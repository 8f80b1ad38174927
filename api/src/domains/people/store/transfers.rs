//! Rows of transfers.
