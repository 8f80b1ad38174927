//! Accounts by the start of a username, a name or its initials, or by a whole student or staff number.

use diesel::backend::Backend;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate,
};
use diesel::prelude::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, HasSqlType, Text};

use crate::platform::db::prefix_end;
use crate::schema::users;

/// Text from here on, below that.
type Range = (String, String);

/// `users.id IN (…)`, each part of which is a range of an index: an account that is in the register is found there.
/// Said by hand, for diesel has no `UNION` over both engines, and PostgreSQL no index for parts that `OR` joins.
#[derive(Debug, Clone)]
pub struct Called {
    name: Range,
    lower: Range,
    /// As it was typed, and in capitals: numbers keep their case.
    number: (String, String),
}

enum By {
    Name,
    Lower,
    /// A whole number. Its start alone may be that of half the country.
    Number,
}

/// Which accounts, and the column that is searched.
const PARTS: &[(&str, &str, By)] = &[
    ("SELECT id FROM users WHERE ", "lower(username)", By::Lower),
    ("SELECT id FROM users WHERE NOT in_register AND ", "display_name", By::Name),
    ("SELECT id FROM users WHERE NOT in_register AND ", "pinyin", By::Lower),
    ("SELECT user_id FROM students WHERE ", "name", By::Name),
    ("SELECT user_id FROM students WHERE ", "pinyin", By::Lower),
    ("SELECT user_id FROM teachers WHERE ", "name", By::Name),
    ("SELECT user_id FROM teachers WHERE ", "pinyin", By::Lower),
    ("SELECT user_id FROM students WHERE ", "student_no", By::Number),
    ("SELECT user_id FROM teachers WHERE ", "staff_no", By::Number),
];

impl Called {
    /// What begins with this; `None` if anything does.
    pub fn of(text: &str) -> Option<Self> {
        let range = |text: &str| Some((text.to_string(), prefix_end(text)?));
        Some(Called {
            name: range(text)?,
            lower: range(&text.to_lowercase())?,
            number: (text.to_string(), text.to_ascii_uppercase()),
        })
    }
}

impl<DB> QueryFragment<DB> for Called
where
    DB: Backend + HasSqlType<Text>,
    String: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("users.id IN (");
        for (n, (accounts, column, by)) in PARTS.iter().enumerate() {
            out.push_sql(if n == 0 { "" } else { " UNION ALL " });
            out.push_sql(accounts);
            out.push_sql(column);
            let (from, below) = match by {
                By::Name => &self.name,
                By::Lower => &self.lower,
                By::Number => {
                    out.push_sql(" IN (");
                    out.push_bind_param::<Text, _>(&self.number.0)?;
                    out.push_sql(", ");
                    out.push_bind_param::<Text, _>(&self.number.1)?;
                    out.push_sql(")");
                    continue;
                }
            };
            out.push_sql(" >= ");
            out.push_bind_param::<Text, _>(from)?;
            out.push_sql(" AND ");
            out.push_sql(column);
            out.push_sql(" < ");
            out.push_bind_param::<Text, _>(below)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

impl Expression for Called {
    type SqlType = Bool;
}
impl ValidGrouping<()> for Called {
    type IsAggregate = is_aggregate::No;
}
impl AppearsOnTable<users::table> for Called {}
impl SelectableExpression<users::table> for Called {}
impl QueryId for Called {
    type QueryId = Called;
    const HAS_STATIC_QUERY_ID: bool = true;
}
