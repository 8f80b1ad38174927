//! The Chinese words of the exported list.

use super::model::{InstitutionLevel, InstitutionStatus, PilotStatus};

pub fn level(level: InstitutionLevel) -> &'static str {
    match level {
        InstitutionLevel::Undergraduate => "本科",
        InstitutionLevel::HigherVocational => "高职",
        InstitutionLevel::SecondaryVocational => "中职",
    }
}

pub fn pilot_status(status: PilotStatus) -> &'static str {
    match status {
        PilotStatus::Pilot => "试点",
        PilotStatus::AddedPilot => "补增试点",
        PilotStatus::NonPilot => "非试点",
    }
}

pub fn status(status: InstitutionStatus) -> &'static str {
    match status {
        InstitutionStatus::Active => "参与中",
        InstitutionStatus::Suspended => "暂停",
    }
}
