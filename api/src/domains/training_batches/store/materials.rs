//! Rows of `training_materials` with the files they point at.

use diesel::dsl::max;
use diesel::prelude::*;

use super::super::model::{Material, MaterialRow};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{files, training_materials};

/// The materials of a batch in their order.
pub fn list(conn: &mut Conn, batch: Id) -> Result<Vec<Material>> {
    let rows: Vec<(MaterialRow, Option<(String, i64)>)> = training_materials::table
        .left_join(files::table.on(files::id.nullable().eq(training_materials::file_id)))
        .filter(training_materials::batch_id.eq(batch))
        .order((training_materials::position.asc(), training_materials::id.asc()))
        .select((MaterialRow::as_select(), (files::name, files::size).nullable()))
        .load(conn)?;
    Ok(rows.into_iter().map(|(row, file)| shown(row, file)).collect())
}

/// A material as it is shown, with the name and size of its file.
pub fn shown(row: MaterialRow, file: Option<(String, i64)>) -> Material {
    let (file_name, size) = file.unzip();
    Material {
        id: row.id,
        title: row.title,
        url: row.url,
        file_name,
        size,
        created_at: row.created_at,
    }
}

/// One material of a batch.
pub fn find(conn: &mut Conn, batch: Id, id: Id) -> Result<MaterialRow> {
    Ok(training_materials::table
        .find(id)
        .filter(training_materials::batch_id.eq(batch))
        .select(MaterialRow::as_select())
        .first(conn)?)
}

/// How many materials a batch has, and the position behind the last.
pub fn next_position(conn: &mut Conn, batch: Id) -> Result<(i64, i32)> {
    let of = training_materials::table.filter(training_materials::batch_id.eq(batch));
    let n = of.count().get_result(conn)?;
    let last: Option<i32> = of.select(max(training_materials::position)).first(conn)?;
    Ok((n, last.unwrap_or(0) + 1))
}

/// Adds a material.
pub fn insert(conn: &mut Conn, row: &MaterialRow) -> Result<()> {
    diesel::insert_into(training_materials::table).values(row).execute(conn)?;
    Ok(())
}

/// Removes a material with the row of its file; the blob goes with the next sweep if nothing else needs it.
pub fn delete(conn: &mut Conn, row: &MaterialRow) -> Result<()> {
    diesel::delete(training_materials::table.find(row.id)).execute(conn)?;
    if let Some(file) = row.file_id {
        diesel::delete(files::table.find(file)).execute(conn)?;
    }
    Ok(())
}
