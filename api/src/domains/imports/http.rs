//! The operations of an import, mounted once for each kind by `import_operations!`.

use utoipa::ToSchema;

/// A file for an institution.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it is the form's schema; the form is read part by part")]
pub struct InstitutionImportForm {
    /// The spreadsheet: .xlsx, .xls or .csv.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Where the rows go; not needed by those who act for one institution.
    institution_id: Option<crate::platform::db::Id>,
}

/// Makes a module with the operations of one kind of import and its `routes`.
#[macro_export]
macro_rules! import_operations {
    (mod $name:ident; kind: $kind:ty, form: $form:ty, tag: $tag:tt,
     list: $list_id:tt, start: $start_id:tt at $path:tt,
     find: $find_id:tt at $one:tt, rows: $rows_id:tt at $rows:tt, refused: $refused_id:tt at $refused:tt,
     commit: $commit_id:tt at $commit:tt, discard: $discard_id:tt at $discard:tt) => {
        /// The operations of this kind of import.
        pub mod $name {
            #[allow(unused_imports, reason = "the kind may stand beside or above")]
            use super::*;
            use actix_web::{HttpRequest, HttpResponse, get, post, web};
            use $crate::domains::imports::ops;
            use $crate::domains::imports::model::{CommitOrder, Import, ImportStarted, ImportedRow, JobStarted, RowFilter};
            use $crate::platform::auth::Caller;
            use $crate::platform::db::Id;
            use $crate::platform::error::Result;
            use $crate::platform::http::{
                IdempotencyKey, OptionalBody, Page, PageQuery, Params, PathId, UploadForm, XLSX, download, versioned,
            };
            use $crate::platform::state::State;

            /// Lists imports, newest first.
            #[utoipa::path(tag = $tag, operation_id = $list_id, security(("bearer" = [])), params(PageQuery),
                responses((status = 200, description = "A page of imports", body = Page<Import>)))]
            #[get($path)]
            pub async fn list(caller: Caller, state: web::Data<State>, page: Params<PageQuery>) -> Result<HttpResponse> {
                Ok(HttpResponse::Ok().json(ops::list::<$kind>(&state, caller, page.0).await?))
            }

            /// Uploads a file and starts its dry run.
            #[utoipa::path(tag = $tag, operation_id = $start_id, security(("bearer" = [])),
                params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
                request_body(content = $form, content_type = "multipart/form-data"),
                responses((status = 202, description = "The import and its dry run", body = ImportStarted, headers(("Location" = String, description = "The job")))))]
            #[post($path)]
            pub async fn start(
                caller: Caller, state: web::Data<State>, key: IdempotencyKey, request: HttpRequest, payload: web::Payload,
            ) -> Result<HttpResponse> {
                ops::may::<$kind>(&caller)?;
                let form = UploadForm::receive(&request, payload, state.config.max_upload).await?;
                ops::start::<$kind>(&state, caller, key, form).await
            }

            /// One import: where it stands and how many rows would do what.
            #[utoipa::path(tag = $tag, operation_id = $find_id, security(("bearer" = [])),
                params(("id" = Id, Path, description = "The import")),
                responses((status = 200, description = "The import", body = Import)))]
            #[get($one)]
            pub async fn find(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
                let import = ops::find::<$kind>(&state, caller, id.0).await?;
                Ok(versioned(import.version, &import))
            }

            /// The rows of an import in the order of the file, each with what would become of it and why.
            #[utoipa::path(tag = $tag, operation_id = $rows_id, security(("bearer" = [])),
                params(("id" = Id, Path, description = "The import"), PageQuery, RowFilter),
                responses((status = 200, description = "A page of rows", body = Page<ImportedRow>)))]
            #[get($rows)]
            pub async fn rows(
                caller: Caller, state: web::Data<State>, id: PathId, page: Params<PageQuery>, filter: Params<RowFilter>,
            ) -> Result<HttpResponse> {
                Ok(HttpResponse::Ok().json(ops::rows::<$kind>(&state, caller, id.0, page.0, filter.0).await?))
            }

            /// The refused rows as a workbook with a column of reasons, to be mended and sent again.
            #[utoipa::path(tag = $tag, operation_id = $refused_id, security(("bearer" = [])),
                params(("id" = Id, Path, description = "The import")),
                responses(
                    (status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
                    (status = 409, description = "There is no file (yet, or any more)", body = $crate::platform::error::Problem, content_type = "application/problem+json")))]
            #[get($refused)]
            pub async fn refused(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
                let (name, bytes) = ops::refused::<$kind>(&state, caller, id.0).await?;
                Ok(download(XLSX, &name, bytes))
            }

            /// Commits an import: its accepted rows go in all or none, its refused rows stay out.
            #[utoipa::path(tag = $tag, operation_id = $commit_id, security(("bearer" = [])),
                params(("id" = Id, Path, description = "The import"), ("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
                request_body(content = Option<CommitOrder>, description = "May be left out where no reason is asked for"),
                responses((status = 202, description = "The job that commits", body = JobStarted, headers(("Location" = String, description = "The job")))))]
            #[post($commit)]
            pub async fn commit(
                caller: Caller, state: web::Data<State>, id: PathId, key: IdempotencyKey, order: OptionalBody<CommitOrder>,
            ) -> Result<HttpResponse> {
                ops::commit::<$kind>(&state, caller, key, id.0, order.0.unwrap_or_default()).await
            }

            /// Throws an import away: its rows and its file.
            #[utoipa::path(tag = $tag, operation_id = $discard_id, security(("bearer" = [])),
                params(("id" = Id, Path, description = "The import")),
                responses((status = 200, description = "The import as it is now", body = Import)))]
            #[post($discard)]
            pub async fn discard(caller: Caller, state: web::Data<State>, id: PathId) -> Result<HttpResponse> {
                let import = ops::discard::<$kind>(&state, caller, id.0).await?;
                Ok(versioned(import.version, &import))
            }

            /// Mounts them.
            pub fn routes(config: &mut $crate::platform::http::Routes) {
                config.service(list).service(start).service(find).service(rows).service(refused).service(commit).service(discard);
            }
        }
    };
}

/// What the handlers call.
pub mod ops {
    use super::super::kind::ImportKind;
    pub use super::super::service::{commit, discard, find, list, refused, rows, start};
    use crate::platform::auth::Caller;
    use crate::platform::error::Result;

    /// Refuses who may not import before the file is received.
    pub fn may<K: ImportKind>(caller: &Caller) -> Result<()> {
        caller.may(K::POLICY, K::ACTION)
    }
}
