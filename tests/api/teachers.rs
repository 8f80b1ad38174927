//! Teachers: where they differ from students.

use support::{Role, Scope, both, json, resident_id, sheet_of, workbook};

both! {
    async fn a_teacher_may_teach_at_two_schools_with_one_account(app: TestApp) {
        let (here, there) = (app.school("32"), app.school("42"));
        let (one, other) = (app.school_admin(&here).await, app.school_admin(&there).await);
        let body = |number: &str| json!({ "staff_no": number, "name": "李老师", "id_number": resident_id(1), "major": "会计" });
        let first = one.post("/teachers", body("T1")).await.expect(201);
        let second = other.post("/teachers", body("K7")).await.expect(201);
        assert_eq!(first["username"], second["username"]);
        one.post("/teachers", body("T2")).await.refused(409, "already_exists");
        let teacher = app.teacher(first["id"].as_str().unwrap().parse().unwrap()).await;
        assert_eq!(teacher.get("/me").await.expect(200)["grants"].as_array().unwrap().len(), 2);
        // Leaving one school leaves the other as it is.
        let path = format!("/teachers/{}/leave", first["id"].as_str().unwrap());
        other.post(&path, json!({ "reason": "离职" })).await.refused(404, "not_found");
        one.post(&path, json!({ "reason": "离职" })).await.expect(200);
        let second = other.get(&format!("/teachers/{}", second["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(second["status"], "active");
    }

    async fn teachers_are_imported_by_the_titles_of_their_own_systems(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let rows = vec![
            vec!["T1".to_string(), "李䶮".into(), "居民身份证".into(), resident_id(1), "会计".into(), "13800138000".into()],
            vec!["T2".into(), "阿依·古丽".into(), "台胞证".into(), "12345678".into(), "金融".into(), String::new()],
            vec!["T3".into(), "赵六".into(), "学生证".into(), "1".into(), String::new(), String::new()],
        ];
        let file = workbook(&["教职工号", "教师姓名", "身份证件类型", "身份证件号", "任教专业", "联系电话"], &rows);
        let import = app.dry_run(&admin, "/teacher-imports", "教师.xlsx", file).await;
        assert_eq!(import["counts"], json!({ "new": 2, "changed": 0, "unchanged": 0, "refused": 1 }), "{import}");
        assert_eq!(app.commit(&admin, "/teacher-imports", &import).await["status"], "succeeded");
        let list = admin.get("/teachers").await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        assert_eq!((list["items"][1]["name"].as_str(), list["items"][1]["staff_no"].as_str()), (Some("阿依·古丽"), Some("T2")));
        let template = admin.get("/teachers/import-template.xlsx").await;
        let examples = sheet_of(&template.bytes, "填写示例");
        let titles: Vec<&str> = examples[0].iter().map(String::as_str).collect();
        let example = app.dry_run(&admin, "/teacher-imports", "b.xlsx", workbook(&titles, &examples[1..])).await;
        assert_eq!(example["counts"]["new"], 2, "{example}");
        assert_eq!(admin.get("/teachers/export.xlsx").await.status, 200);
    }

    async fn students_do_not_see_the_list_of_teachers(app: TestApp) {
        let school = app.school("32");
        let id = app.students(&school, 1)[0];
        app.student(id).await.get("/teachers").await.refused(403, "forbidden");
        app.actor(Role::ContentEditor, Scope::Country).await.get("/teachers").await.refused(403, "forbidden");
    }
}
