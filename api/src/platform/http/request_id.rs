//! One id for each request, in every answer (`X-Request-Id`), every log line and every problem.

use std::cell::RefCell;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;

tokio::task_local! {
    static CURRENT: RefCell<String>;
}

/// The header's name.
pub static HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id of the request being served; empty outside one.
pub fn current() -> String {
    CURRENT.try_with(|id| id.borrow().clone()).unwrap_or_default()
}

/// Runs work of the present request on another thread, where the id is known as well. Call it here, and
/// the result there.
pub fn carry<T, F: FnOnce() -> T>(f: F) -> impl FnOnce() -> T {
    let id = current();
    move || CURRENT.sync_scope(RefCell::new(id), f)
}

/// Takes a well-formed id from the proxy before us, or makes one.
pub async fn assign<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let given = request.headers().get(&HEADER).and_then(|v| v.to_str().ok()).filter(|v| {
        (8..=64).contains(&v.len()) && v.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    });
    let id = given.map_or_else(|| crate::platform::ids::new().to_string(), str::to_string);
    CURRENT
        .scope(RefCell::new(id.clone()), async move {
            // An error that left a handler becomes its answer here, while the id is still known.
            let mut response = match next.call(request).await {
                Ok(response) => response,
                Err(e) => return Err(e),
            };
            if let Ok(value) = HeaderValue::from_str(&id) {
                response.headers_mut().insert(HEADER.clone(), value);
            }
            Ok(response)
        })
        .await
}
