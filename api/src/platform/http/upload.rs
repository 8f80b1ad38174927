//! Multipart uploads: streamed to a temporary file of bounded size, never held in memory.

use std::collections::HashMap;
use std::io::Write;

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::web;
use futures_util::StreamExt;
use tempfile::NamedTempFile;

use crate::platform::error::{Code, Error, Result};

/// One received file.
pub struct Upload {
    /// The client's name for it, without any path.
    pub name: String,
    pub size: u64,
    /// Gone from the disk when dropped.
    pub file: NamedTempFile,
}

/// A received form: text fields and at most one file.
#[derive(Default)]
pub struct UploadForm {
    pub fields: HashMap<String, String>,
    pub file: Option<Upload>,
}

/// A received form of several files, each by the name of its part.
#[derive(Default)]
pub struct FilesForm {
    pub fields: HashMap<String, String>,
    pub files: HashMap<String, Upload>,
}

const FIELD_LIMIT: usize = 256 * 1024;

impl UploadForm {
    /// Receives the form. Refused before anything is stored when the declared length is too large, and in
    /// mid-stream when the real one is.
    ///
    /// # Errors
    /// `unsupported_media_type`, `too_large`, `malformed` (broken off), `invalid` (two files).
    pub async fn receive(
        request: &HttpRequest,
        payload: web::Payload,
        max_bytes: u64,
    ) -> Result<Self> {
        let FilesForm { fields, files } = receive(request, payload, max_bytes, 1).await?;
        Ok(UploadForm { fields, file: files.into_values().next() })
    }

    /// The file, or 422 for its field.
    pub fn need_file(&mut self) -> Result<Upload> {
        match self.file.take() {
            Some(file) if file.size > 0 => Ok(file),
            Some(_) => Err(Error::field("/file", "empty", "the file is empty")),
            None => Err(Error::field("/file", "required", "a file is required")),
        }
    }

    /// A text field that is neither missing nor blank.
    pub fn field(&self, name: &str) -> Option<&str> {
        filled(&self.fields, name)
    }
}

impl FilesForm {
    /// As [`UploadForm::receive`], with at most `most` files of so many bytes each; an empty one was left out.
    ///
    /// # Errors
    /// As there; `invalid` for two files of one name.
    pub async fn receive(
        request: &HttpRequest,
        payload: web::Payload,
        max_bytes: u64,
        most: usize,
    ) -> Result<Self> {
        let mut form = receive(request, payload, max_bytes, most).await?;
        form.files.retain(|_, file| file.size > 0);
        Ok(form)
    }

    /// A text field that is neither missing nor blank.
    pub fn field(&self, name: &str) -> Option<&str> {
        filled(&self.fields, name)
    }
}

/// Receives a body of plain bytes of this media type into a temporary file; how many they were. Refused before anything
/// is stored when the declared length is too large, and in mid-stream when the real one is.
///
/// # Errors
/// `unsupported_media_type`, `too_large`, `malformed` (broken off).
pub async fn receive_bytes(
    request: &HttpRequest,
    mut payload: web::Payload,
    media_type: &str,
    max_bytes: u64,
) -> Result<(NamedTempFile, u64)> {
    let headers = request.headers();
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let sent = text("content-type").split(';').next().unwrap_or_default().trim();
    if !sent.eq_ignore_ascii_case(media_type) {
        let detail = format!("Send the bytes as {media_type}");
        return Err(Error::because(Code::UnsupportedMediaType, detail));
    }
    let too_large =
        || Error::because(Code::TooLarge, format!("At most {max_bytes} bytes are taken here"));
    if text("content-length").parse::<u64>().unwrap_or(0) > max_bytes {
        return Err(too_large());
    }
    let mut file = web::block(NamedTempFile::new).await.map_err(Error::cancelled)??;
    let mut size = 0u64;
    while let Some(chunk) = payload.next().await {
        let chunk = chunk
            .map_err(|e| Error::because(Code::Malformed, format!("The body broke off: {e}")))?;
        size += chunk.len() as u64;
        if size > max_bytes {
            return Err(too_large());
        }
        file = web::block(move || file.write_all(&chunk).map(|()| file))
            .await
            .map_err(Error::cancelled)??;
    }
    Ok((file, size))
}

fn filled<'f>(fields: &'f HashMap<String, String>, name: &str) -> Option<&'f str> {
    fields.get(name).map(|v| v.trim()).filter(|v| !v.is_empty())
}

/// Up to `most` files, each of its own field, and the text fields beside them.
async fn receive(
    request: &HttpRequest,
    payload: web::Payload,
    max_bytes: u64,
    most: usize,
) -> Result<FilesForm> {
    let headers = request.headers();
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !text("content-type").to_ascii_lowercase().starts_with("multipart/form-data") {
        return Err(Error::because(
            Code::UnsupportedMediaType,
            "Send the form as multipart/form-data",
        ));
    }
    let too_large = || {
        let most = max_bytes / 1_000_000;
        Error::because(Code::TooLarge, format!("A file has at most {most} MB"))
            .why("file_too_large", [("most", most.into())])
    };
    if text("content-length").parse::<u64>().unwrap_or(0) > max_bytes * most as u64 + 1_000_000 {
        return Err(too_large());
    }
    let mut form = FilesForm::default();
    let mut parts = Multipart::new(headers, payload);
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(broken)?;
        let name = part.name().unwrap_or_default().to_string();
        if let Some(pattern) = request.match_pattern() {
            super::contract::check_part(&pattern, &name)?;
        }
        let filename = part.content_disposition().and_then(|d| d.get_filename()).map(clean_name);
        if let Some(filename) = filename {
            if form.files.len() == most {
                let many = match most {
                    1 => "send one file at a time".to_string(),
                    most => format!("send at most {most} files at a time"),
                };
                return Err(Error::field(format!("/{name}"), "too_many", many));
            }
            let mut file = web::block(NamedTempFile::new).await.map_err(Error::cancelled)??;
            let mut size = 0u64;
            while let Some(chunk) = part.next().await {
                let chunk = chunk.map_err(broken)?;
                size += chunk.len() as u64;
                if size > max_bytes {
                    return Err(too_large());
                }
                file = web::block(move || file.write_all(&chunk).map(|()| file))
                    .await
                    .map_err(Error::cancelled)??;
            }
            let upload = Upload { name: filename, size, file };
            if form.files.insert(name.clone(), upload).is_some() {
                let message = "send one file for each field";
                return Err(Error::field(format!("/{name}"), "too_many", message));
            }
        } else {
            let mut bytes = Vec::new();
            while let Some(chunk) = part.next().await {
                let chunk = chunk.map_err(broken)?;
                if bytes.len() + chunk.len() > FIELD_LIMIT {
                    return Err(Error::because(Code::TooLarge, "A text field has at most 256 KB"));
                }
                bytes.extend_from_slice(&chunk);
            }
            let value = String::from_utf8(bytes)
                .ok()
                .filter(|v| !v.contains('\0'))
                .ok_or_else(|| Error::field(format!("/{name}"), "encoding", "is not UTF-8 text"))?;
            form.fields.insert(name, value);
        }
    }
    Ok(form)
}

fn broken(e: actix_multipart::MultipartError) -> Error {
    Error::because(Code::Malformed, format!("The upload broke off or is no multipart form: {e}"))
}

/// The last component of a client's file name, without control characters, at most 120 characters.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    let clean = clean.trim_matches(['.', ' ']).to_string();
    if clean.is_empty() { "file".into() } else { clean }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_lose_their_paths() {
        assert_eq!(super::clean_name("..\\..\\etc/passwd"), "passwd");
        assert_eq!(super::clean_name("../.."), "file");
        assert_eq!(super::clean_name("学生名单.xlsx"), "学生名单.xlsx");
    }
}
