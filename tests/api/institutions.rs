//! Institutions.

use support::{Actor, Role, Scope, TestApp, Value, both, json, rows_of, sheet_of, workbook};

/// A unified social credit code with its check character (GB 32100: weights 3^i, modulo 31).
pub fn uscc(region: &str, n: u32) -> String {
    const SIGNS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let body = format!("12{region}0000{n:09}");
    let mut weight = 1;
    let mut sum = 0;
    for c in body.bytes() {
        sum += SIGNS.iter().position(|s| *s == c).unwrap() * weight;
        weight = weight * 3 % 31;
    }
    format!("{body}{}", char::from(SIGNS[(31 - sum % 31) % 31]))
}

/// An institution of a region as it is entered.
pub fn entered(region: &str, n: u32, name: &str) -> Value {
    json!({
        "name": name,
        "code": format!("41{region}0{n:05}"),
        "uscc": uscc(region, n),
        "level": "higher_vocational",
        "region_code": region,
        "pilot_status": "pilot",
        "majors": ["会计"],
        "contact": { "name": "王老师", "phone": "025-84000000" },
        "admin": { "display_name": "李明", "phone": format!("139{n:08}") },
    })
}

async fn opened(actor: &Actor, region: &str, n: u32, name: &str) -> Value {
    actor.post("/institutions", entered(region, n, name)).await.expect(201)
}

fn with(mut body: Value, key: &str, value: Value) -> Value {
    body[key] = value;
    body
}

async fn names(actor: &Actor, query: &str) -> Vec<String> {
    let list = actor.get(&format!("/institutions?{query}")).await.expect(200);
    list["items"].as_array().unwrap().iter().map(|i| i["name"].as_str().unwrap().into()).collect()
}

const IMPORTS: &str = "/institution-imports";
const ACCOUNTS: [&str; 9] = [
    "账号",
    "管理员姓名",
    "手机号",
    "学校名称",
    "院校代码",
    "统一社会信用代码",
    "层次",
    "省份",
    "试点情况",
];

/// A row of the accounts of 2019.
fn account(
    username: &str,
    name: &str,
    n: u32,
    school: &str,
    code: &str,
    uscc: &str,
) -> Vec<String> {
    [username, name, &format!("139{n:08}"), school, code, uscc, "高职", "", "试点"]
        .map(str::to_string)
        .to_vec()
}

/// `column:code` of everything that is wrong with a row.
fn codes(row: &Value) -> Vec<String> {
    let of =
        |p: &Value| format!("{}:{}", p["column"].as_str().unwrap(), p["code"].as_str().unwrap());
    let mut list: Vec<_> = row["problems"].as_array().unwrap().iter().map(of).collect();
    list.sort_unstable();
    list
}

async fn admin_of(app: &TestApp, id: &str, region: &str) -> Actor {
    let scope = Scope::Institution { id: id.parse().unwrap(), region: region.into() };
    app.actor(Role::InstitutionAdmin, scope).await
}

both! {
    async fn a_branch_opens_an_institution_and_its_administrator_signs_in(app: TestApp) {
        let branch = app.branch("32").await;
        let answer = branch.post("/institutions", entered("32", 10284, "南京某某学院")).await;
        let body = answer.expect(201);
        let id = body["institution"]["id"].as_str().unwrap();
        assert_eq!(answer.header("location"), format!("/api/v1/institutions/{id}"));
        assert_eq!(body["warnings"], json!([]));
        assert_eq!(body["administrator"]["username"], "4132010284-admin");
        let activation = json!({
            "username": "4132010284-admin", "code": body["administrator"]["activation_code"],
            "password": "a-better-1-password", "privacy_version": app.get("/auth/privacy-notice").await.expect(200)["version"],
        });
        let signed_in = app.post("/auth/activate", activation).await.expect(200);
        assert_eq!(signed_in["grant"]["role"], "institution_admin");
        assert_eq!(signed_in["grant"]["scope"]["institution_id"], id);
        let admin = app.login("13900010284", "a-better-1-password").await;
        let seen = admin.get(&format!("/institutions/{id}")).await;
        assert_eq!(seen.expect(200)["name"], "南京某某学院");
        assert_eq!(seen.version(), 1);
        let list = admin.get(&format!("/institutions/{id}/administrators")).await.expect(200);
        assert_eq!((&list["items"][0]["display_name"], &list["items"][0]["status"]), (&json!("李明"), &json!("active")));
    }

    async fn sending_a_creation_again_opens_nothing_twice(app: TestApp) {
        let branch = app.branch("32").await;
        let body = entered("32", 1, "重复学院");
        let first = branch.post("/institutions", body.clone()).idempotency_key("open-once-1").await.expect(201);
        let again = branch.post("/institutions", body.clone()).idempotency_key("open-once-1").await.expect(201);
        assert_eq!(first, again);
        branch.post("/institutions", with(body, "name", json!("另一个"))).idempotency_key("open-once-1").await.refused(409, "idempotency_conflict");
        assert_eq!(names(&branch, "").await, ["重复学院"]);
    }

    async fn what_is_registered_is_not_opened_again(app: TestApp) {
        let branch = app.branch("32").await;
        opened(&branch, "32", 10284, "甲学院").await;
        let other = entered("32", 2, "乙学院");
        branch.post("/institutions", with(other.clone(), "uscc", json!(uscc("32", 10284)))).await.refused(409, "uscc_taken");
        branch.post("/institutions", with(other.clone(), "code", json!("4132010284"))).await.refused(409, "institution_code_taken");
        branch.post("/institutions", with(other.clone(), "code", json!("10284"))).await.refused(409, "institution_code_taken");
        let phone = json!({ "display_name": "李明", "phone": "13900010284" });
        branch.post("/institutions", with(other.clone(), "admin", phone)).await.refused(409, "phone_taken");
        let username = json!({ "display_name": "李明", "username": "4132010284-admin" });
        branch.post("/institutions", with(other.clone(), "admin", username)).await.refused(409, "username_taken");
        assert_eq!(names(&branch, "").await, ["甲学院"], "nothing half done");
        branch.post("/institutions", other).await.expect(201);
    }

    async fn wrong_fields_are_told_together_with_pointers(app: TestApp) {
        let branch = app.branch("32").await;
        let mut body = entered("32", 3, "  ");
        body["uscc"] = json!("123200004660068260");
        body["code"] = json!("0123");
        body["majors"] = json!(["会计", " "]);
        body["contact"]["phone"] = json!("none at all");
        body["admin"]["phone"] = json!("12345");
        let refusal = branch.post("/institutions", body).await.refused(422, "invalid");
        let pointers: Vec<_> = refusal["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap().to_string()).collect();
        assert_eq!(pointers, ["/name", "/code", "/uscc", "/majors/1", "/contact/phone", "/admin/phone"]);
        let good = entered("32", 3, "丙学院");
        let refusal = branch.post("/institutions", with(good.clone(), "level", json!("primary"))).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/level");
        branch.post("/institutions", with(good.clone(), "colour", json!("red"))).await.refused(422, "invalid");
        let hq = app.hq().await;
        let refusal = hq.post("/institutions", with(good, "region_code", json!("71"))).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/region_code");
    }

    async fn another_major_or_a_code_of_another_region_is_a_warning(app: TestApp) {
        let hq = app.hq().await;
        let mut body = entered("32", 4, "丁学院");
        body["majors"] = json!(["会计", "大数据与会计"]);
        body["region_code"] = json!("33");
        let answer = hq.post("/institutions", body).await.expect(201);
        let codes: Vec<_> = answer["warnings"].as_array().unwrap().iter().map(|w| (w["code"].as_str().unwrap().to_string(), w["pointer"].as_str().unwrap().to_string())).collect();
        let expected = [("code_region_differs", "/code"), ("uscc_region_differs", "/uscc"), ("major_not_listed", "/majors/1")];
        assert_eq!(codes, expected.map(|(c, p)| (c.to_string(), p.to_string())));
        assert_eq!(answer["institution"]["majors"], json!(["会计", "大数据与会计"]), "kept all the same");
    }

    async fn each_sees_what_lies_in_their_scope(app: TestApp) {
        let (jiangsu, hubei, hq) = (app.branch("32").await, app.branch("42").await, app.hq().await);
        let mine = opened(&jiangsu, "32", 5, "江苏学院").await;
        let other = opened(&hubei, "42", 6, "湖北学院").await;
        jiangsu.post("/institutions", entered("42", 7, "越界学院")).await.refused(403, "forbidden");
        let (mine, other) = (mine["institution"]["id"].as_str().unwrap(), other["institution"]["id"].as_str().unwrap());
        assert_eq!(names(&jiangsu, "").await, ["江苏学院"]);
        assert_eq!(names(&jiangsu, "region_code=42").await, Vec::<String>::new());
        assert_eq!(names(&hq, "").await, ["湖北学院", "江苏学院"]);
        assert_eq!(names(&hq, "region_code=42").await, ["湖北学院"]);
        let path = format!("/institutions/{other}");
        jiangsu.get(&path).await.refused(404, "not_found");
        jiangsu.patch(&path, 1, json!({ "name": "改名" })).await.refused(404, "not_found");
        jiangsu.get(&format!("{path}/administrators")).await.refused(404, "not_found");
        let admin = admin_of(&app, mine, "32").await;
        assert_eq!(names(&admin, "").await, ["江苏学院"]);
        admin.get(&path).await.refused(404, "not_found");
        admin.post("/institutions", entered("32", 8, "自建学院")).await.refused(403, "forbidden");
        admin.get("/institutions/export.xlsx").await.refused(403, "forbidden");
        let teacher = app.actor(Role::Teacher, Scope::Institution { id: mine.parse().unwrap(), region: "32".into() }).await;
        teacher.get(&format!("/institutions/{mine}")).await.expect(200);
        teacher.get(&format!("/institutions/{mine}/administrators")).await.refused(403, "forbidden");
        teacher.patch(&format!("/institutions/{mine}"), 1, json!({ "majors": [] })).await.refused(403, "forbidden");
        let student = app.actor(Role::Student, Scope::Own { user: support::Id::NIL, institution: Some(mine.parse().unwrap()) }).await;
        student.get("/institutions").await.refused(403, "forbidden");
        app.get("/institutions").await.refused(401, "unauthenticated");
    }

    async fn an_administrator_changes_contact_and_majors_and_the_branch_the_rest(app: TestApp) {
        let branch = app.branch("32").await;
        let body = opened(&branch, "32", 9, "更名学院").await;
        let id = body["institution"]["id"].as_str().unwrap();
        let path = format!("/institutions/{id}");
        let admin = admin_of(&app, id, "32").await;
        let change = json!({ "majors": ["会计", "某新专业"], "contact": { "name": "赵老师", "phone": "13800000000", "email": "Zhao@School.example" } });
        let saved = admin.patch(&path, 1, change).await;
        let saved_body = saved.expect(200);
        assert_eq!((&saved_body["contact"]["email"], saved.version()), (&json!("zhao@school.example"), 2));
        assert_eq!(saved_body["warnings"][0]["pointer"], "/majors/1");
        admin.patch(&path, 2, json!({ "name": "新名学院" })).await.refused(403, "forbidden");
        branch.patch(&path, 1, json!({ "name": "新名学院" })).await.refused(412, "version_mismatch");
        branch.request("PATCH", &path).json(json!({ "name": "新名学院" })).await.refused(428, "precondition_required");
        let renamed = branch.patch(&path, 2, json!({ "name": "新名学院", "level": "undergraduate", "status": "suspended" })).await.expect(200);
        assert_eq!((&renamed["name"], &renamed["status"], &renamed["version"]), (&json!("新名学院"), &json!("suspended"), &json!(3)));
        assert_eq!(names(&branch, "q=xmxy").await, ["新名学院"], "found by the initials of the new name");
        assert_eq!(names(&branch, "status=active").await, Vec::<String>::new());
        let refusal = branch.patch(&path, 3, json!({ "uscc": "1" })).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/uscc");
        opened(&branch, "32", 10, "另一学院").await;
        branch.patch(&path, 3, json!({ "uscc": uscc("32", 10) })).await.refused(409, "uscc_taken");
    }

    async fn an_institution_is_found_by_name_initials_and_codes(app: TestApp) {
        let hq = app.hq().await;
        for (n, name) in [(10284, "南京某某学院"), (10285, "南京另外大学"), (20001, "重庆工程学院"), (20002, "𬭚㛃䶮职业学院"), (20003, "第101中学")] {
            opened(&hq, "32", n, name).await;
        }
        assert_eq!(names(&hq, "q=南京").await, ["南京另外大学", "南京某某学院"]);
        assert_eq!(names(&hq, "q=南京某").await, ["南京某某学院"]);
        assert_eq!(names(&hq, "q=𬭚㛃").await, ["𬭚㛃䶮职业学院"], "rare characters are kept and found");
        assert_eq!(names(&hq, "q=NJ").await, ["南京另外大学", "南京某某学院"]);
        assert_eq!(names(&hq, "q=cqgc").await, ["重庆工程学院"], "重 is read as in 重庆");
        assert_eq!(names(&hq, "q=d101").await, ["第101中学"]);
        assert_eq!(names(&hq, "q=1028").await, ["南京某某学院", "南京另外大学"], "by short code, in the order of codes");
        assert_eq!(names(&hq, "q=4132020001").await, ["重庆工程学院"]);
        assert_eq!(names(&hq, &format!("q={}", uscc("32", 20003).to_lowercase())).await, ["第101中学"]);
        assert_eq!(names(&hq, "q=%25").await.len(), 5, "signs alone look for nothing");
        assert_eq!(names(&hq, "q=学院").await, Vec::<String>::new(), "a prefix, not a part");
        assert_eq!(names(&hq, "q=NJ&level=undergraduate").await, Vec::<String>::new());
        assert_eq!(names(&hq, "pilot_status=pilot&level=higher_vocational").await.len(), 5);
        hq.get("/institutions?level=primary").await.refused(400, "malformed");
    }

    async fn pages_neither_repeat_nor_skip_while_others_insert(app: TestApp) {
        let hq = app.hq().await;
        let letters = ["安", "北", "成", "大", "鄂", "福"];
        for (n, first) in (0..).zip(letters) {
            opened(&hq, "32", 30000 + n, &format!("{first}同学院")).await;
        }
        for query in ["", "q=4132", "q=413203000"] {
            let (mut seen, mut cursor, mut extra) = (vec![], String::new(), 0);
            loop {
                let page = hq.get(&format!("/institutions?limit=2&{query}{cursor}")).await.expect(200);
                seen.extend(page["items"].as_array().unwrap().iter().map(|i| i["name"].as_str().unwrap().to_string()));
                // Before what was seen: it must neither come up nor push anything out.
                let n = 40000 + u32::try_from(query.len()).unwrap() * 10 + extra;
                opened(&hq, "11", n, &format!("阿{n}院")).await;
                extra += 1;
                match page["next"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            seen.retain(|name| name.ends_with("同学院"));
            assert_eq!(seen, letters.map(|l| format!("{l}同学院")), "{query}");
        }
        hq.get("/institutions?cursor=nonsense").await.refused(422, "bad_cursor");
        hq.get("/institutions?limit=201").await.refused(422, "invalid");
    }

    async fn the_export_holds_what_the_list_shows_and_is_audited(app: TestApp) {
        let (jiangsu, hubei) = (app.branch("32").await, app.branch("42").await);
        opened(&jiangsu, "32", 11, "甲𬭚学院").await;
        opened(&jiangsu, "32", 12, "乙学院").await;
        opened(&hubei, "42", 13, "湖北学院").await;
        let file = jiangsu.get("/institutions/export.xlsx?q=甲").await;
        assert_eq!((file.status, &file.bytes[..2]), (200, b"PK".as_slice()));
        assert!(file.header("content-disposition").contains("xlsx"), "{}", file.header("content-disposition"));
        let rows = rows_of(&file.bytes);
        assert_eq!(rows.len(), 2, "a header and one row: {rows:?}");
        assert_eq!(rows[1][..4], ["甲𬭚学院".to_string(), "4132000011".into(), uscc("32", 11), "高职".into()]);
        assert_eq!(rows_of(&jiangsu.get("/institutions/export.xlsx").await.bytes).len(), 3, "its own region only");
        assert_eq!(app.audited("institution.export"), 2);
        assert_eq!(app.audited("institution.create"), 3);
    }

    async fn two_people_who_edit_at_once_do_not_overwrite_each_other(app: TestApp) {
        let branch = app.branch("32").await;
        let body = opened(&branch, "32", 14, "并发学院").await;
        let path = format!("/institutions/{}", body["institution"]["id"].as_str().unwrap());
        let a = branch.patch(&path, 1, json!({ "name": "甲改学院" }));
        let b = branch.patch(&path, 1, json!({ "name": "乙改学院" }));
        let (a, b) = tokio::join!(async { a.await }, async { b.await });
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        assert_eq!(branch.get(&path).await.expect(200)["version"], 2);
    }

    async fn the_accounts_of_2019_keep_their_usernames_and_repeating_changes_nothing(app: TestApp) {
        let branch = app.branch("32").await;
        opened(&branch, "32", 10284, "南京某某学院").await;
        let file = workbook(&ACCOUNTS, &[
            account("njxy2019", "王芳", 1, "南京某某学院", "10284", &uscc("32", 10284)),
            account("苏州账号", "买买提·吐尔逊", 2, "苏州𬭚学院", "", &uscc("32", 77)),
            account("suzhou-2", "赵䶮", 3, "苏州𬭚学院", "", &uscc("32", 77)),
        ]);
        let import = app.dry_run(&branch, IMPORTS, "2019.xlsx", file.clone()).await;
        assert_eq!((&import["status"], &import["counts"]["new"], &import["counts"]["refused"]), (&json!("ready"), &json!(3), &json!(0)), "{import}");
        assert_eq!(names(&branch, "").await.len(), 1, "a dry run writes nothing");
        assert_eq!(app.commit(&branch, IMPORTS, &import).await["status"], "succeeded");
        assert_eq!(names(&branch, "").await, ["南京某某学院", "苏州𬭚学院"]);
        let list = branch.get("/institutions?q=苏州").await.expect(200);
        let (id, made) = (list["items"][0]["id"].as_str().unwrap(), &list["items"][0]);
        assert_eq!((&made["level"], &made["pilot_status"], &made["region_code"]), (&json!("higher_vocational"), &json!("pilot"), &json!("32")));
        let admins = branch.get(&format!("/institutions/{id}/administrators")).await.expect(200);
        let usernames: Vec<_> = admins["items"].as_array().unwrap().iter().map(|a| (a["username"].as_str().unwrap(), a["display_name"].as_str().unwrap())).collect();
        assert_eq!(usernames, [("苏州账号", "买买提·吐尔逊"), ("suzhou-2", "赵䶮")]);
        let again = app.dry_run(&branch, IMPORTS, "2019.xlsx", file).await;
        assert_eq!((&again["counts"]["unchanged"], &again["counts"]["new"]), (&json!(3), &json!(0)));
        assert_eq!(app.commit(&branch, IMPORTS, &again).await["status"], "succeeded");
        assert_eq!(branch.get(&format!("/institutions/{id}")).await.expect(200), *made);
        assert_eq!(app.audited("institution.create"), 2);
    }

    async fn rows_that_cannot_go_in_say_why_and_the_others_go_in(app: TestApp) {
        let (branch, hubei) = (app.branch("32").await, app.branch("42").await);
        opened(&branch, "32", 10284, "南京某某学院").await;
        opened(&hubei, "42", 10500, "湖北某某学院").await;
        let mut rows = vec![
            account("good", "王芳", 1, "南京某某学院", "10284", &uscc("32", 10284)),
            account("4132010284-admin", "王芳", 2, "另一学院", "", &uscc("32", 78)),
            account("third", "王芳", 10284, "另一学院", "", &uscc("32", 78)),
            account("fourth", "王芳", 4, "另一学院", "10284", &uscc("32", 78)),
            account("fifth", "王芳", 5, "湖北某某学院", "", &uscc("42", 10500)),
            account("sixth", "王芳", 6, "另一学院", "", "12320000466006826A"),
            account("seventh", "王芳", 7, "另一学院", "", &uscc("32", 78)),
            account("a b", "王1", 8, "另一学院", "12", &uscc("32", 78)),
            account("good", "王芳", 9, "南京某某学院", "10284", &uscc("32", 10284)),
        ];
        rows[6][7] = "湖北".into();
        let import = app.dry_run(&branch, IMPORTS, "2019.xlsx", workbook(&ACCOUNTS, &rows)).await;
        let page = branch.get(&format!("{IMPORTS}/{}/rows?outcome=refused", import["id"].as_str().unwrap())).await.expect(200);
        let why: Vec<_> = page["items"].as_array().unwrap().iter().map(|r| (r["row_no"].as_i64().unwrap(), codes(r))).collect();
        let expected = [
            (3, vec!["username:username_taken"]),
            (4, vec!["phone:phone_taken"]),
            (5, vec!["code:institution_code_taken"]),
            (6, vec!["uscc:registered_elsewhere"]),
            (7, vec!["uscc:uscc_checksum"]),
            (8, vec!["region:out_of_region"]),
            (9, vec!["code:institution_code_length", "display_name:name_digit", "username:username_kept"]),
            (10, vec!["username:duplicate"]),
        ];
        let expected: Vec<_> = expected.into_iter().map(|(n, c)| (n, c.into_iter().map(str::to_string).collect::<Vec<_>>())).collect();
        assert_eq!(why, expected);
        assert_eq!(app.commit(&branch, IMPORTS, &import).await["status"], "succeeded");
        assert_eq!(names(&branch, "").await, ["南京某某学院"]);
        let refused = branch.get(&format!("{IMPORTS}/{}/refused.xlsx", import["id"].as_str().unwrap())).await;
        let text = format!("{:?}", rows_of(&refused.bytes));
        assert!(text.contains("统一社会信用代码校验位不符"), "{text}");
    }

    async fn accounts_of_2019_are_imported_by_branches_and_hq_only(app: TestApp) {
        let (branch, hubei, hq) = (app.branch("32").await, app.branch("42").await, app.hq().await);
        let body = opened(&branch, "32", 10284, "南京某某学院").await;
        let admin = admin_of(&app, body["institution"]["id"].as_str().unwrap(), "32").await;
        let file = workbook(&ACCOUNTS, &[account("njxy2019", "王芳", 1, "南京某某学院", "10284", &uscc("32", 10284))]);
        admin.upload(IMPORTS, "a.xlsx", file.clone(), &[]).await.refused(403, "forbidden");
        admin.get("/institutions/import-template.xlsx").await.refused(403, "forbidden");
        let import = app.dry_run(&branch, IMPORTS, "a.xlsx", file.clone()).await;
        let path = format!("{IMPORTS}/{}", import["id"].as_str().unwrap());
        hubei.get(&path).await.refused(404, "not_found");
        hubei.request("POST", &format!("{path}/commit")).await.refused(404, "not_found");
        hq.get(&path).await.expect(200);
        let template = branch.get("/institutions/import-template.xlsx").await;
        assert_eq!(rows_of(&template.bytes)[0].len(), ACCOUNTS.len());
        let examples = sheet_of(&template.bytes, "填写示例");
        let titles: Vec<&str> = examples[0].iter().map(String::as_str).collect();
        let example = app.dry_run(&branch, IMPORTS, "b.xlsx", workbook(&titles, &examples[1..])).await;
        assert_eq!(example["counts"]["new"], 1, "{example}");
        let elsewhere = app.dry_run(&hubei, IMPORTS, "a.xlsx", file).await;
        assert_eq!(elsewhere["counts"]["refused"], 1);
    }
    async fn a_code_is_cleared_by_null_and_stays_when_left_out(app: TestApp) {
        let branch = app.branch("32").await;
        let made = opened(&branch, "32", 10284, "南京某某学院").await;
        let path = format!("/institutions/{}", made["institution"]["id"].as_str().unwrap());
        let kept = branch.patch(&path, 1, json!({ "level": "undergraduate" })).await.expect(200);
        assert_eq!(kept["code"], made["institution"]["code"]);
        let cleared = branch.patch(&path, 2, json!({ "code": null })).await.expect(200);
        assert!(cleared["code"].is_null(), "{cleared}");
        assert!(branch.get(&path).await.expect(200)["code"].is_null());
        // The school itself does not: null is a change of what the branch registered.
        let admin = app.admin_of(made["institution"]["id"].as_str().unwrap().parse().unwrap(), "32").await;
        admin.patch(&path, 3, json!({ "code": null })).await.refused(403, "forbidden");
        admin.patch(&path, 3, json!({ "majors": ["会计"] })).await.expect(200);
    }

    async fn a_commit_is_begun_once_however_often_it_is_asked_for(app: TestApp) {
        let branch = app.branch("32").await;
        let file = workbook(&ACCOUNTS, &[account("njxy2019", "王芳", 1, "南京某某学院", "", &uscc("32", 10284))]);
        let import = app.dry_run(&branch, IMPORTS, "2019.xlsx", file).await;
        let path = format!("{IMPORTS}/{}/commit", import["id"].as_str().unwrap());
        let press = async || branch.request("POST", &path).idempotency_key("press-0001").await;
        let first = press().await;
        let job = first.expect(202)["job"]["id"].as_str().unwrap().to_string();
        assert_eq!(app.job(&branch, &job).await["status"], "succeeded");
        let again = press().await;
        assert_eq!((again.expect(202), again.header("location")), (first.expect(202), first.header("location")));
        assert_eq!(app.audited("institution_import.start_commit"), 1);
        branch.request("POST", &path).await.refused(409, "state_forbids");
    }
}
