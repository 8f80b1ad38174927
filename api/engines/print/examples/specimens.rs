//! Writes specimens into a folder, for the checks of `tests/peers/pdfa` and for the eye:
//! `cargo run -p onex-print --example specimens -- FOLDER`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program that prints or fails")]

#[path = "../tests/samples/mod.rs"]
mod samples;

use std::fs;
use std::path::PathBuf;

use onex_credential::snapshot::Snapshot;
use onex_print::{Fonts, Picture, QrText, Sheet, Template, Texts, render, render_many, specimen};
use samples::*;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap());
    fs::create_dir_all(&folder).unwrap();
    let fonts = Fonts::embedded().unwrap();
    let all: [(&str, Snapshot); 5] = [
        ("skill", skill()),
        ("training", training()),
        ("rare", rare()),
        ("foreign", foreign()),
        ("longest", longest()),
    ];
    for (name, snapshot) in &all {
        let forms = Forms::of(snapshot);
        let pdf = render(snapshot, &template(snapshot.kind), &fonts, &forms.attachments()).unwrap();
        fs::write(folder.join(format!("{name}.pdf")), &pdf).unwrap();
        fs::write(folder.join(format!("{name}.qr.txt")), format!("{URL}{}", forms.digits)).unwrap();
        fs::write(folder.join(format!("{name}.name.txt")), &snapshot.holder_name).unwrap();
        println!("{name}.pdf: {} bytes", pdf.len());
    }

    let snapshot = skill();
    let picture = |width, height| Picture::read(png(width, height)).unwrap();
    let texts = Texts::standard(snapshot.kind).unwrap();
    let adorned = Template::new(&texts, Some(picture(60, 60)), Some(picture(297, 210))).unwrap();
    let forms = Forms::of(&snapshot);
    let pdf = render(&snapshot, &adorned, &fonts, &forms.attachments()).unwrap();
    fs::write(folder.join("pictures.pdf"), pdf).unwrap();

    let templates: Vec<Template> = all.iter().map(|(_, s)| template(s.kind)).collect();
    let sheets: Vec<Sheet<'_>> = all
        .iter()
        .zip(&templates)
        .map(|((_, snapshot), template)| Sheet {
            snapshot,
            template,
            qr: QrText { url: URL, digits: &forms.digits },
        })
        .collect();
    fs::write(folder.join("run.pdf"), render_many(&sheets, &fonts).unwrap()).unwrap();
    fs::write(folder.join("specimen.pdf"), specimen(sheets[0], &fonts).unwrap()).unwrap();
}
