//! The file in the making: on disk, never in memory as a whole.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use onex_credential::number;
use onex_sheets::write::{Column, Value, XlsxTable};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::super::model::{OmissionReason, OmittedCertificate};
use crate::platform::error::{Error, Result};

/// The list of what is not in the file.
const OMITTED: &str = "未打印.xlsx";

/// A file without a name in the data folder: whatever becomes of the process, nothing of it is left.
///
/// # Errors
/// The folder cannot be written.
pub fn scratch(folder: &Path) -> Result<File> {
    Ok(tempfile::tempfile_in(folder)?)
}

/// A ZIP. What is in it is compressed already.
pub struct Archive(ZipWriter<File>);

fn unwritten(e: &dyn std::fmt::Display) -> Error {
    Error::internal(anyhow::anyhow!("a ZIP could not be written: {e}"))
}

impl Archive {
    /// An empty one.
    pub fn new(folder: &Path) -> Result<Self> {
        Ok(Archive(ZipWriter::new(scratch(folder)?)))
    }

    /// Adds a file.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.0.start_file(path, options).map_err(|e| unwritten(&e))?;
        Ok(self.0.write_all(bytes)?)
    }

    /// The whole ZIP, with the list of what is not in it if there is any.
    pub fn finish(mut self, omitted: &[OmittedCertificate]) -> Result<File> {
        if !omitted.is_empty() {
            self.add(OMITTED, &list(omitted)?)?;
        }
        self.0.finish().map_err(|e| unwritten(&e))
    }
}

fn list(omitted: &[OmittedCertificate]) -> Result<Vec<u8>> {
    let unlisted = |e: onex_sheets::SheetError| unwritten(&e);
    let columns = [
        Column::text("证书编号").width(22.0),
        Column::text("姓名"),
        Column::text("学校").width(28.0),
        Column::text("原因").width(34.0),
        Column::text("说明").width(60.0),
    ];
    let mut table = XlsxTable::new("未打印", &columns).map_err(unlisted)?;
    for one in omitted {
        let number = number::display(&one.number);
        let reason = match one.reason {
            OmissionReason::UnprintableCharacter => "有无法打印的字",
            OmissionReason::TextTooLong => "文字过长，版面放不下",
            OmissionReason::QrInvalid => "二维码内容过长",
            OmissionReason::CredentialUnavailable => "颁发时还没有开放凭证，补换后可以打印",
        };
        table
            .row([
                Value::from(&number),
                Value::from(&one.holder_name),
                Value::from(&one.institution_name),
                Value::from(reason),
                Value::from(&one.detail),
            ])
            .map_err(unlisted)?;
    }
    table.finish().map_err(unlisted)
}
