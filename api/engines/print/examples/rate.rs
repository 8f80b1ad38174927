//! Measures printing on one core: `cargo run --release -p onex-print --example rate`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program that prints or fails")]

#[path = "../tests/samples/mod.rs"]
mod samples;

use std::time::Instant;

use onex_credential::number;
use onex_credential::snapshot::Snapshot;
use onex_print::{Fonts, QrText, Sheet, render, render_many, unprintable};
use samples::*;

const NAMES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧";
const CERTIFICATES: u32 = 400;

fn candidates(count: u32) -> Vec<Snapshot> {
    let names: Vec<char> = NAMES.chars().collect();
    (1..=count)
        .map(|n| {
            let mut one = skill();
            one.number = number::format(2020, one.edition.season, one.kind, n).unwrap();
            one.holder_name =
                (0..3).map(|i| names[(n as usize * 7 + i * 31) % names.len()]).collect();
            one
        })
        .collect()
}

fn main() {
    let start = Instant::now();
    let fonts = Fonts::embedded().unwrap();
    println!("fonts unpacked and read: {:?}", start.elapsed());
    let template = template(skill().kind);

    let all = candidates(10_000);
    let start = Instant::now();
    let missing: usize = all.iter().map(|s| unprintable(s, &template, &fonts).len()).sum();
    println!("10,000 candidates asked about ({missing} missing): {:?}", start.elapsed());

    let some = &all[..CERTIFICATES as usize];
    let forms: Vec<Forms> = some.iter().map(Forms::of).collect();
    let start = Instant::now();
    let bytes: usize = some
        .iter()
        .zip(&forms)
        .map(|(s, f)| render(s, &template, &fonts, &f.attachments()).unwrap().len())
        .sum();
    report("certificates of their own", start, bytes);

    let sheets: Vec<Sheet<'_>> = some
        .iter()
        .zip(&forms)
        .map(|(snapshot, f)| Sheet {
            snapshot,
            template: &template,
            qr: QrText { url: URL, digits: &f.digits },
        })
        .collect();
    let start = Instant::now();
    let bytes = render_many(&sheets, &fonts).unwrap().len();
    report("pages of one run", start, bytes);
}

fn report(what: &str, start: Instant, bytes: usize) {
    let seconds = start.elapsed().as_secs_f64();
    let rate = f64::from(CERTIFICATES) / seconds;
    println!("{what}: {rate:.0} a second, {} bytes each", bytes / CERTIFICATES as usize);
}
