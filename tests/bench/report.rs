//! What was measured: printed as a table, written as JSON.

use serde::Serialize;

use crate::load::Latency;

/// What a figure must be. Those that are there hold together.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Goal {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_ratio: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_ratio: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_value: Option<f64>,
}

impl Goal {
    pub fn min_ratio(ratio: f64) -> Self {
        Goal { min_ratio: Some(ratio), ..Goal::default() }
    }
    pub fn max_ratio(ratio: f64) -> Self {
        Goal { max_ratio: Some(ratio), ..Goal::default() }
    }
    pub fn min_value(value: f64) -> Self {
        Goal { min_value: Some(value), ..Goal::default() }
    }
    pub fn max_value(value: f64) -> Self {
        Goal { max_value: Some(value), ..Goal::default() }
    }
}

/// One figure beside its floor.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    pub name: String,
    pub database: &'static str,
    pub value: f64,
    pub unit: &'static str,
    /// The same without what OneX adds, measured in the same run.
    pub floor: Option<f64>,
    pub ratio: Option<f64>,
    pub goal: Goal,
    pub p50_ms: Option<f64>,
    pub p95_ms: Option<f64>,
    pub p99_ms: Option<f64>,
    /// Highest resident memory of the process while this was measured.
    pub peak_rss_mb: Option<f64>,
    /// For the reader of the table alone.
    #[serde(skip)]
    pub remark: String,
}

impl Figure {
    pub fn new(
        name: impl Into<String>,
        database: &'static str,
        value: f64,
        unit: &'static str,
    ) -> Self {
        Figure {
            name: name.into(),
            database,
            value,
            unit,
            floor: None,
            ratio: None,
            goal: Goal::default(),
            p50_ms: None,
            p95_ms: None,
            p99_ms: None,
            peak_rss_mb: None,
            remark: String::new(),
        }
    }
    #[must_use]
    pub fn floor(mut self, floor: f64) -> Self {
        self.floor = Some(floor);
        self.ratio = (floor > 0.0).then(|| self.value / floor);
        self
    }
    #[must_use]
    pub fn goal(mut self, goal: Goal) -> Self {
        self.goal = goal;
        self
    }
    #[must_use]
    pub fn latency(mut self, latency: &Latency) -> Self {
        self.p50_ms = Some(latency.quantile_ms(0.5));
        self.p95_ms = Some(latency.quantile_ms(0.95));
        self.p99_ms = Some(latency.quantile_ms(0.99));
        self
    }
    #[must_use]
    pub fn memory(mut self, megabytes: f64) -> Self {
        self.peak_rss_mb = Some(megabytes);
        self
    }
    #[must_use]
    pub fn remark(mut self, remark: impl Into<String>) -> Self {
        self.remark = remark.into();
        self
    }

    /// Whether every goal is met; `None` without one.
    fn met(&self) -> Option<bool> {
        let Goal { min_ratio, max_ratio, max_value, min_value } = self.goal;
        let checks = [
            min_ratio.map(|goal| self.ratio.is_some_and(|r| r >= goal)),
            max_ratio.map(|goal| self.ratio.is_some_and(|r| r <= goal)),
            max_value.map(|goal| self.value <= goal),
            min_value.map(|goal| self.value >= goal),
        ];
        let mut goals = checks.into_iter().flatten().peekable();
        goals.peek()?;
        Some(goals.all(|met| met))
    }

    fn goals(&self) -> String {
        let Goal { min_ratio, max_ratio, max_value, min_value } = self.goal;
        let parts = [
            min_ratio.map(|g| format!("≥ {g}×")),
            max_ratio.map(|g| format!("≤ {g}×")),
            max_value.map(|g| format!("≤ {g} {}", self.unit)),
            min_value.map(|g| format!("≥ {g} {}", self.unit)),
        ];
        let text = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        match self.met() {
            None => text,
            Some(true) => format!("{text}  met"),
            Some(false) => format!("{text}  MISSED"),
        }
    }

    /// One line of the table.
    pub fn print(&self) {
        let number = |v: Option<f64>| match v {
            None => String::from("-"),
            Some(v) if v >= 100.0 => format!("{v:.0}"),
            Some(v) if v >= 10.0 => format!("{v:.1}"),
            Some(v) => format!("{v:.3}"),
        };
        println!(
            "{:<26} {:<8} {:>9} {:<10} {:>9} {:>7} | {:>7} {:>7} {:>7} ms | {:>6} MB | {} {}",
            self.name,
            self.database,
            number(Some(self.value)),
            self.unit,
            number(self.floor),
            number(self.ratio),
            number(self.p50_ms),
            number(self.p95_ms),
            number(self.p99_ms),
            number(self.peak_rss_mb),
            self.goals(),
            self.remark,
        );
    }
}

/// Explains the columns.
pub fn heading() {
    println!(
        "{:<26} {:<8} {:>9} {:<10} {:>9} {:>7} | {:>7} {:>7} {:>7}    | {:>9} | goal",
        "", "", "value", "", "floor", "ratio", "p50", "p95", "p99", "peak RSS"
    );
}
