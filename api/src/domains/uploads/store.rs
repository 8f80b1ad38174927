//! Rows of `uploads` and `upload_chunks`.

use diesel::prelude::*;

use super::model::{ChunkRow, UploadRow};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{upload_chunks, uploads, users};

/// Takes a person's uploads for this transaction, before they are counted. References to the person go on.
pub fn lock_user(conn: &mut Conn, user: Id) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        users::table.find(user).select(users::id).for_no_key_update().load::<Id>(c)?;
    }
    Ok(())
}

/// A person's uploads that are not over, the newest first.
pub fn list(conn: &mut Conn, user: Id, now: Ts) -> Result<Vec<UploadRow>> {
    Ok(uploads::table
        .filter(uploads::user_id.eq(user))
        .filter(uploads::expires_at.gt(now))
        .order(uploads::id.desc())
        .select(UploadRow::as_select())
        .load(conn)?)
}

/// One of them.
pub fn find(conn: &mut Conn, user: Id, id: Id, now: Ts) -> Result<UploadRow> {
    Ok(uploads::table
        .find(id)
        .filter(uploads::user_id.eq(user))
        .filter(uploads::expires_at.gt(now))
        .select(UploadRow::as_select())
        .first(conn)?)
}

/// Adds an upload.
pub fn insert(conn: &mut Conn, row: &UploadRow) -> Result<()> {
    diesel::insert_into(uploads::table).values(row).execute(conn)?;
    Ok(())
}

/// Adds a part where the upload stands; of two parts for one place the second is refused.
pub fn append(conn: &mut Conn, chunk: &ChunkRow) -> Result<()> {
    use uploads as u;
    let target = u::table.find(chunk.upload_id).filter(u::offset_bytes.eq(chunk.offset_bytes));
    let stands = chunk.offset_bytes + chunk.size;
    let n = diesel::update(target)
        .set((u::offset_bytes.eq(stands), u::version.eq(u::version + 1)))
        .execute(conn)?;
    if n != 1 {
        return Err(Error::new(Code::UploadOffset));
    }
    diesel::insert_into(upload_chunks::table).values(chunk).execute(conn)?;
    Ok(())
}

/// The names of an upload's parts in their order.
pub fn parts(conn: &mut Conn, upload: Id) -> Result<Vec<String>> {
    Ok(upload_chunks::table
        .filter(upload_chunks::upload_id.eq(upload))
        .order(upload_chunks::offset_bytes.asc())
        .select(upload_chunks::key)
        .load(conn)?)
}

/// Removes an upload as it was seen, with its parts; false if it went on or is gone.
pub fn remove(conn: &mut Conn, id: Id, version: i64) -> Result<bool> {
    // The upload's row first: whoever sends a part takes it first as well.
    let seen = uploads::table.find(id).filter(uploads::version.eq(version));
    let touched = diesel::update(seen).set(uploads::version.eq(version + 1)).execute(conn)?;
    if touched != 1 {
        return Ok(false);
    }
    diesel::delete(upload_chunks::table.filter(upload_chunks::upload_id.eq(id))).execute(conn)?;
    diesel::delete(uploads::table.find(id)).execute(conn)?;
    Ok(true)
}

/// Uploads that are over, with their versions.
pub fn over(conn: &mut Conn, now: Ts) -> Result<Vec<(Id, i64)>> {
    let over = uploads::table.filter(uploads::expires_at.le(now));
    Ok(over.order(uploads::id.asc()).select((uploads::id, uploads::version)).load(conn)?)
}

/// What `onex check` asks: that the parts of each upload follow one another up to where it stands.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let rows: Vec<(Id, i64)> =
        uploads::table.select((uploads::id, uploads::offset_bytes)).load(conn)?;
    let mut out = Vec::new();
    for (id, stands) in rows {
        let parts: Vec<(i64, i64)> = upload_chunks::table
            .filter(upload_chunks::upload_id.eq(id))
            .order(upload_chunks::offset_bytes.asc())
            .select((upload_chunks::offset_bytes, upload_chunks::size))
            .load(conn)?;
        let end = parts.iter().try_fold(0, |end, (at, size)| (*at == end).then_some(end + size));
        if end != Some(stands) {
            out.push(format!(
                "the parts of the upload {id} do not add up to the {stands} bytes it has"
            ));
        }
    }
    Ok(out)
}
