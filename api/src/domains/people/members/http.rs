//! The operations of students and of teachers, mounted once for each by `member_operations!`.

/// Makes the handlers of one kind of member and their `routes`, in the module where it stands.
macro_rules! member_operations {
    (kind: $kind:expr, tag: $tag:tt, file: $file:tt, view: $view:ty, create: $create:ty, update: $update:ty, query: $query:ty,
     import: $import:ty,
     list: $list_id:tt, new: $new_id:tt at $path:tt, one: $find_id:tt, change: $change_id:tt at $one:tt,
     correct: $correct_id:tt at $correct:tt, suspend: $suspend_id:tt at $suspend:tt, resume: $resume_id:tt at $resume:tt,
     leave: $leave_id:tt at $leave:tt, reveal: $reveal_id:tt at $reveal:tt, history: $history_id:tt at $history:tt,
     export: $export_id:tt at $export:tt, template: $template_id:tt at $template:tt) => {
        use actix_web::{HttpResponse, get, patch, post, web};
        use crate::domains::people::members::model::{Correction, HistoryEntry, Reason, Revealed, Step};
        use crate::domains::people::members::{export, service, steps};
        use crate::platform::auth::Caller;
        use crate::platform::db::Id;
        use crate::platform::error::Result;
        use crate::platform::http::{
            Body, IdempotencyKey, IfMatch, Page, PageQuery, Params, PathId, XLSX, download, versioned,
        };
        use crate::platform::state::State;

        fn document(view: MemberView) -> $view {
            view.into()
        }

        fn answer(view: MemberView) -> HttpResponse {
            versioned(view.member.version, &document(view))
        }

        /// Lists those in the caller's scope. `q` is the start of a name, of its pinyin initials or of a number.
        #[utoipa::path(tag = $tag, operation_id = $list_id, security(("bearer" = [])), params(PageQuery, $query),
            responses((status = 200, description = "A page", body = Page<$view>)))]
        #[get($path)]
        pub async fn list(
            caller: Caller, state: web::Data<State>, page: Params<PageQuery>, query: Params<$query>,
        ) -> Result<HttpResponse> {
            let (q, filter) = query.0.split()?;
            let page = service::list(&state, caller, $kind, page.0, q, filter).await?;
            Ok(HttpResponse::Ok().json(page.map(document)))
        }

        /// Enrols one person, with an account that waits for its activation.
        #[utoipa::path(tag = $tag, operation_id = $new_id, security(("bearer" = [])),
            params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
            request_body = $create,
            responses((status = 201, description = "Enrolled", body = $view, headers(("Location" = String, description = "Where it is"))),
                (status = 429, description = "Too many people known elsewhere", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
        #[post($path)]
        pub async fn create(
            caller: Caller, state: web::Data<State>, key: IdempotencyKey, body: Body<$create>,
        ) -> Result<HttpResponse> {
            service::create(&state, caller, $kind, key, body.0.into(), document).await
        }

        /// One, with the number of the identity document masked.
        #[utoipa::path(tag = $tag, operation_id = $find_id, security(("bearer" = [])),
            params(("id" = Id, Path, description = "Whose")),
            responses((status = 200, description = "Found", body = $view, headers(("ETag" = String, description = "Its version")))))]
        #[get($one)]
        pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
            Ok(answer(service::find(&state, caller, $kind, id.0).await?))
        }

        /// Changes number, major, class or phone; names and documents are corrected apart.
        #[utoipa::path(tag = $tag, operation_id = $change_id, security(("bearer" = [])),
            params(("id" = Id, Path, description = "Whose"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
            request_body = $update,
            responses((status = 200, description = "As it is now", body = $view)))]
        #[patch($one)]
        pub async fn update(
            caller: Caller, state: web::Data<State>, id: PathId, seen: IfMatch, body: Body<$update>,
        ) -> Result<HttpResponse> {
            Ok(answer(service::update(&state, caller, $kind, id.0, seen, body.0.into()).await?))
        }

        /// Corrects the name or the identity document of the person, with a reason.
        #[utoipa::path(tag = $tag, operation_id = $correct_id, security(("bearer" = [])),
            params(("id" = Id, Path, description = "Whose"), ("If-Match" = String, Header, description = "The version you have seen", example = "\"1\"")),
            request_body = Correction,
            responses(
                (status = 200, description = "As it is now", body = $view),
                (status = 429, description = "Too many people known elsewhere", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
        #[post($correct)]
        pub async fn correct(
            caller: Caller, state: web::Data<State>, id: PathId, seen: IfMatch, body: Body<Correction>,
        ) -> Result<HttpResponse> {
            Ok(answer(steps::correct(&state, caller, $kind, id.0, seen, body.0).await?))
        }

        /// Suspends somebody: they stay on the list and take part in nothing.
        #[utoipa::path(tag = $tag, operation_id = $suspend_id, security(("bearer" = [])),
            params(("id" = Id, Path, description = "Whose")), request_body = Reason,
            responses((status = 200, description = "As it is now", body = $view)))]
        #[post($suspend)]
        pub async fn suspend(
            caller: Caller, state: web::Data<State>, id: PathId, body: Body<Reason>,
        ) -> Result<HttpResponse> {
            Ok(answer(steps::step(&state, caller, $kind, id.0, Step::Suspend, body.0).await?))
        }

        /// Takes back who was suspended or has left.
        #[utoipa::path(tag = $tag, operation_id = $resume_id, security(("bearer" = [])),
            params(("id" = Id, Path, description = "Whose")), request_body = Reason,
            responses(
                (status = 200, description = "As it is now", body = $view),
                (status = 429, description = "Too many people known elsewhere", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
        #[post($resume)]
        pub async fn resume(
            caller: Caller, state: web::Data<State>, id: PathId, body: Body<Reason>,
        ) -> Result<HttpResponse> {
            Ok(answer(steps::step(&state, caller, $kind, id.0, Step::Resume, body.0).await?))
        }

        /// Lets somebody leave the institution; their role there ends.
        #[utoipa::path(tag = $tag, operation_id = $leave_id, security(("bearer" = [])),
            params(("id" = Id, Path, description = "Whose")), request_body = Reason,
            responses((status = 200, description = "As it is now", body = $view)))]
        #[post($leave)]
        pub async fn leave(
            caller: Caller, state: web::Data<State>, id: PathId, body: Body<Reason>,
        ) -> Result<HttpResponse> {
            Ok(answer(steps::step(&state, caller, $kind, id.0, Step::Leave, body.0).await?))
        }

        /// Shows the whole number of the identity document. Who saw it and why is recorded.
        #[utoipa::path(tag = $tag, operation_id = $reveal_id, security(("bearer" = [])),
            params(("id" = Id, Path, description = "Whose")), request_body = Reason,
            responses((status = 200, description = "The number", body = Revealed)))]
        #[post($reveal)]
        pub async fn reveal(
            caller: Caller, state: web::Data<State>, id: PathId, body: Body<Reason>,
        ) -> Result<HttpResponse> {
            let revealed = service::reveal(&state, caller, $kind, id.0, body.0).await?;
            Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(revealed))
        }

        /// What was done, by whom and why, newest first.
        #[utoipa::path(tag = $tag, operation_id = $history_id, security(("bearer" = [])),
            params(("id" = Id, Path, description = "Whose"), PageQuery),
            responses((status = 200, description = "A page of events", body = Page<HistoryEntry>)))]
        #[get($history)]
        pub async fn history(
            caller: Caller, state: web::Data<State>, id: PathId, page: Params<PageQuery>,
        ) -> Result<HttpResponse> {
            Ok(HttpResponse::Ok().json(service::history(&state, caller, $kind, id.0, page.0).await?))
        }

        /// The list as a workbook, with the same filters; numbers of documents are masked. Recorded.
        #[utoipa::path(tag = $tag, operation_id = $export_id, security(("bearer" = [])), params($query),
            responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
        #[get($export)]
        pub async fn export_list(caller: Caller, state: web::Data<State>, query: Params<$query>) -> Result<HttpResponse> {
            let (q, filter) = query.0.split()?;
            export::export(&state, caller, $kind, q, filter).await
        }

        /// The template to fill in and import.
        #[utoipa::path(tag = $tag, operation_id = $template_id, security(("bearer" = [])),
            responses((status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
        #[get($template)]
        pub async fn template(caller: Caller) -> Result<HttpResponse> {
            let bytes = service::template::<$import>(&caller, $kind)?;
            Ok(download(XLSX, concat!($file, "导入模板.xlsx"), bytes))
        }

        /// Mounts the operations.
        pub fn routes(config: &mut $crate::platform::http::Routes) {
            // What has a name of its own goes before what takes any id.
            config.service(export_list).service(template);
            config.service(list).service(create).service(find).service(update).service(correct);
            config.service(suspend).service(resume).service(leave).service(reveal).service(history);
        }
    };
}
pub(in crate::domains::people) use member_operations;
