//! Verification and pages, against the bare server.

use diesel::prelude::*;
use onex::platform::db::Id;
use onex::platform::http::Cursor;
use onex::schema::{certificates, students};
use serde_json::{Value, json};

use crate::client::Client;
use crate::load::{Effort, Side, in_turns, once, request};
use crate::process::Server;
use crate::report::{Figure, Goal};
use crate::stage::{self, Fallible, Stage, plain};

/// Who answers, and how hard they are asked.
pub struct Reads<'a> {
    pub stage: &'a Stage,
    pub onex: &'a Server,
    pub bare: &'a Server,
    pub effort: Effort,
}

impl Reads<'_> {
    /// Asks both sides the same in turns, after checking that both answer the same.
    async fn against_bare(
        &self,
        name: &str,
        onex: Vec<Vec<u8>>,
        bare: Vec<Vec<u8>>,
    ) -> Fallible<Figure> {
        let (first, floor) =
            (onex.first().ok_or("nothing to ask")?, bare.first().ok_or("nothing to ask")?);
        let real = document(&once(self.onex, first).await?)?;
        let same = document(&once(self.bare, floor).await?)?;
        if real != same {
            return Err(format!("{name}: OneX answers\n{real}\nand the bare server\n{same}").into());
        }
        self.onex.forget_peak();
        let sides = [
            Side { server: self.bare, requests: bare },
            Side { server: self.onex, requests: onex },
        ];
        let [floor, real] = in_turns(&sides, self.effort).await?;
        let remark = format!("cpu {:.0} / {:.0} us", real.cpu_us, floor.cpu_us);
        Ok(Figure::new(name, self.stage.engine.name(), real.rate(), "requests/s")
            .floor(floor.rate())
            .goal(Goal::min_ratio(0.6))
            .latency(&real.latency)
            .memory(self.onex.peak_rss_mb())
            .remark(remark))
    }

    /// A kilobyte out of memory, for information: what the framework and the load generator leave room for.
    pub async fn echo(&self) -> Fallible<Figure> {
        let sides =
            [Side { server: self.bare, requests: vec![request("GET", "/echo", None, None)] }];
        let [echo] = in_turns(&sides, self.effort).await?;
        Ok(Figure::new("echo of 1 KB (bare)", self.stage.engine.name(), echo.rate(), "requests/s")
            .latency(&echo.latency))
    }

    pub async fn verification(&self) -> Fallible<Figure> {
        let issued: Vec<(String, String)> = self
            .stage
            .db
            .read_blocking(|conn| {
                Ok(certificates::table
                    .filter(certificates::run_id.is_not_null())
                    .order(certificates::id.asc())
                    .limit(5000)
                    .select((certificates::number, certificates::holder_name_key))
                    .load(conn)?)
            })
            .map_err(plain)?;
        let ask = |path: &str| {
            let one = |(number, name): &(String, String)| {
                request(
                    "POST",
                    path,
                    None,
                    Some(&json!({ "number": number, "name": name }).to_string()),
                )
            };
            issued.iter().map(one).collect::<Vec<_>>()
        };
        self.against_bare("verification", ask("/api/v1/public/certificates/verify"), ask("/verify"))
            .await
    }

    pub async fn institutions(&self, hq: &Client) -> Fallible<Figure> {
        let onex = request("GET", "/api/v1/institutions?limit=50", Some(&hq.token), None);
        self.against_bare(
            "page of 50 institutions",
            vec![onex],
            vec![request("GET", "/institutions", None, None)],
        )
        .await
    }

    pub async fn students(&self, hq: &Client) -> Fallible<Figure> {
        let onex = request("GET", "/api/v1/students?limit=50", Some(&hq.token), None);
        self.against_bare(
            "page of 50 students",
            vec![onex],
            vec![request("GET", "/students", None, None)],
        )
        .await
    }

    /// Pages and searches against the first page without a search.
    pub async fn deep_and_searched(&self, hq: &Client, rows: usize) -> Fallible<Vec<Figure>> {
        let get = |query: &str| {
            request("GET", &format!("/api/v1/students?limit=50{query}"), Some(&hq.token), None)
        };
        let page = (rows / 100).clamp(2, 10_000);
        let mut out = vec![];
        let deep = get(&format!("&cursor={}", self.cursor(hq, page).await?));
        let goal = Goal::max_ratio(1.2);
        out.push(
            self.against_first(&format!("page {page} of students"), get(""), vec![deep], goal)
                .await?,
        );
        let searches: [(&str, Vec<String>); 3] = [
            ("search by name", stage::surnames().iter().map(ToString::to_string).collect()),
            ("search by pinyin", ["w", "l", "zh", "cm", "xwm", "hj"].map(str::to_string).into()),
            (
                "search by code",
                (0..40).map(|n| stage::student_no(n * rows / 40)[..8].to_string()).collect(),
            ),
        ];
        for (name, texts) in searches {
            let mut asked = vec![];
            for text in texts {
                let encoded: String = text.bytes().map(|b| format!("%{b:02X}")).collect();
                let request = get(&format!("&q={encoded}"));
                let found = document(&once(self.onex, &request).await?)?;
                self.check_search(&text, &found)?;
                // A search that finds less than a page would be compared with a whole one.
                if found["items"].as_array().is_some_and(|i| i.len() == 50) {
                    asked.push(request);
                }
            }
            if asked.is_empty() {
                return Err(format!("no {name} finds a whole page; measure with more rows").into());
            }
            out.push(self.against_first(name, get(""), asked, Goal::max_ratio(2.0)).await?);
        }
        Ok(out)
    }

    /// Whatever a search finds must fit, and it must find somebody.
    fn check_search(&self, text: &str, found: &Value) -> Fallible<()> {
        let items = found["items"].as_array().ok_or("no items")?;
        let fits = |item: &Value| {
            let name = item["name"].as_str().unwrap_or_default();
            name.starts_with(text)
                || item["student_no"].as_str().is_some_and(|n| n.starts_with(text))
                || onex_identity::pinyin::initials(name).to_lowercase().starts_with(text)
        };
        match items.iter().find(|item| !fits(item)) {
            _ if items.is_empty() => Err(format!("searching for {text} finds nobody").into()),
            Some(item) => Err(format!("searching for {text} finds {item}").into()),
            None => Ok(()),
        }
    }

    async fn against_first(
        &self,
        name: &str,
        first: Vec<u8>,
        other: Vec<Vec<u8>>,
        goal: Goal,
    ) -> Fallible<Figure> {
        self.onex.forget_peak();
        let sides = [
            Side { server: self.onex, requests: vec![first] },
            Side { server: self.onex, requests: other },
        ];
        let [floor, real] = in_turns(&sides, self.effort).await?;
        // Under the same load the time of a request is what its rate leaves.
        #[allow(clippy::cast_precision_loss, reason = "a handful of connections")]
        let ms = |rate: f64| self.effort.connections as f64 * 1e3 / rate;
        Ok(Figure::new(name, self.stage.engine.name(), ms(real.rate()), "ms")
            .floor(ms(floor.rate()))
            .goal(goal)
            .latency(&real.latency)
            .memory(self.onex.peak_rss_mb())
            .remark(format!("cpu {:.0} / {:.0} us", real.cpu_us, floor.cpu_us)))
    }

    /// The cursor that turning pages one by one would come to: made of the row before the page, and checked
    /// against one that OneX gave and against what it opens.
    async fn cursor(&self, hq: &Client, page: usize) -> Fallible<String> {
        let row = |n: usize| -> Fallible<Id> {
            let n = i64::try_from(n)?;
            self.stage
                .db
                .read_blocking(|conn| {
                    let row = students::table.order(students::id.asc()).offset(n).limit(1);
                    Ok(row.select(students::id).first(conn)?)
                })
                .map_err(plain)
        };
        let given = hq.get("/students?limit=50").await?["next"].clone();
        if given != Cursor::write(&("", row(49)?)) {
            return Err(format!("the cursor {given} has another form than the bench writes").into());
        }
        let cursor = Cursor::write(&("", row((page - 1) * 50 - 1)?));
        let opened = hq.get(&format!("/students?limit=50&cursor={cursor}")).await?;
        if opened["items"][0]["id"] != row((page - 1) * 50)?.to_string() {
            return Err(format!("page {page} does not begin with its row").into());
        }
        Ok(cursor)
    }
}

/// An answer without what differs from one moment to the next.
fn document(bytes: &[u8]) -> Fallible<Value> {
    let mut value: Value = serde_json::from_slice(bytes)?;
    if let Some(map) = value.as_object_mut() {
        map.remove("checked_at");
    }
    Ok(value)
}
