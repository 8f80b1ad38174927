//! What a certificate says of people.

use diesel::prelude::*;

use super::super::model::{DocumentNumber, Holder};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::platform::keys::Keys;
use crate::schema::persons;

/// These people as they are now, with the numbers of their documents masked; in no particular order.
pub fn holders(conn: &mut Conn, keys: &Keys, people: &[Id]) -> Result<Vec<Holder>> {
    let mut out = Vec::with_capacity(people.len());
    for chunk in people.chunks(1000) {
        let rows: Vec<(Id, String, String, String, Vec<u8>)> = persons::table
            .filter(persons::id.eq_any(chunk.to_vec()))
            .select((
                persons::id,
                persons::name,
                persons::pinyin,
                persons::id_type,
                persons::id_cipher,
            ))
            .load(conn)?;
        for (person_id, name, pinyin, id_type, sealed) in rows {
            let number = keys.open(person_id.0.as_bytes(), &sealed)?;
            let masked_id = onex_identity::id_number::mask(&number);
            let document = DocumentNumber::new(number);
            out.push(Holder { person_id, name, pinyin, id_type, masked_id, document });
        }
    }
    Ok(out)
}
