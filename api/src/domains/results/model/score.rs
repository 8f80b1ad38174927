//! A score: hundredths of a point, 0 to 100 points, a decimal text outside.

use std::fmt;
use std::str::FromStr;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Integer;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A score out of 100 with at most two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Integer)]
pub struct Score(i32);

impl Score {
    /// From hundredths of a point, 0 to 10000.
    pub fn hundredths(n: i32) -> Option<Score> {
        (0..=10_000).contains(&n).then_some(Score(n))
    }
    /// From whole points; more than 100 is 100.
    pub fn points(n: i64) -> Score {
        Score(i32::try_from(n.clamp(0, 100)).unwrap_or(100) * 100)
    }
    /// Hundredths of a point.
    pub fn as_hundredths(self) -> i32 {
        self.0
    }
}

/// What a text that is no score should have been.
pub const SCORE_HINT: &str = "must be a number from 0 to 100 with at most two decimals";

impl fmt::Display for Score {
    /// Without decimals that say nothing: `87.5`, `60`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, cents) if cents % 10 == 0 => write!(f, "{whole}.{}", cents / 10),
            (whole, cents) => write!(f, "{whole}.{cents:02}"),
        }
    }
}

impl FromStr for Score {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || whole.len() > 3 {
            return Err(SCORE_HINT);
        }
        // Spreadsheets write 87.50; what lies beyond the second decimal must be nothing.
        let (two, rest) = fraction.split_at(fraction.len().min(2));
        if rest.bytes().any(|b| b != b'0') {
            return Err(SCORE_HINT);
        }
        let cents: i32 = format!("{two:0<2}").parse().map_err(|_| SCORE_HINT)?;
        let whole: i32 = whole.parse().map_err(|_| SCORE_HINT)?;
        Score::hundredths(whole * 100 + cents).ok_or(SCORE_HINT)
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}
impl<DB: Backend> ToSql<Integer, DB> for Score
where
    i32: ToSql<Integer, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}
impl<DB: Backend> FromSql<Integer, DB> for Score
where
    i32: FromSql<Integer, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Score::hundredths(i32::from_sql(bytes)?)
            .ok_or_else(|| "a stored score is out of range".into())
    }
}
impl PartialSchema for Score {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(r"^(100(\.00?)?|[0-9]{1,2}(\.[0-9]{1,2})?)$"))
            .examples(["87.5"])
            .build()
            .into()
    }
}
impl ToSchema for Score {
    fn name() -> std::borrow::Cow<'static, str> {
        "Score".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_and_written_exactly() {
        for (text, hundredths, shown) in [
            ("0", 0, "0"),
            ("60", 6000, "60"),
            ("87.5", 8750, "87.5"),
            ("87.50", 8750, "87.5"),
            ("87.55", 8755, "87.55"),
            ("9.05", 905, "9.05"),
            ("100.000", 10_000, "100"),
            ("007", 700, "7"),
        ] {
            let score: Score = text.parse().unwrap();
            assert_eq!(score.as_hundredths(), hundredths, "{text}");
            assert_eq!(score.to_string(), shown);
            assert_eq!(shown.parse::<Score>(), Ok(score));
        }
        for wrong in [
            "",
            "-1",
            "100.01",
            "101",
            "87.555",
            "1e2",
            "六十",
            "60.",
            ".5",
            "+60",
            "1000000000000",
        ] {
            assert!(wrong.parse::<Score>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_score_has_one_text() {
        for n in 0..=10_000 {
            let score = Score::hundredths(n).unwrap();
            assert_eq!(score.to_string().parse(), Ok(score));
        }
        assert_eq!(Score::points(60), Score::hundredths(6000).unwrap());
    }
}
