//! Where slices mount their operations.

use actix_web::dev::HttpServiceFactory;
use actix_web::{Route, web};
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig;

/// What the operations of a slice are mounted on: one list of them serves and describes. A server that starts does not
/// have each of its workers describe them once more.
pub enum Routes<'a, 'c> {
    /// A worker of a server.
    Served(&'a mut web::ServiceConfig),
    /// The contract.
    Described(&'a mut ServiceConfig<'c>),
}

impl Routes<'_, '_> {
    /// Mounts an operation.
    pub fn service(
        &mut self,
        operation: impl HttpServiceFactory + OpenApiFactory + 'static,
    ) -> &mut Self {
        match self {
            Routes::Served(server) => {
                server.service(operation);
            }
            Routes::Described(contract) => {
                contract.service(operation);
            }
        }
        self
    }

    /// Mounts what is served and stands in no contract.
    pub fn route(&mut self, path: &str, route: Route) -> &mut Self {
        if let Routes::Served(server) = self {
            server.route(path, route);
        }
        self
    }

    /// Mounts a list of operations.
    pub fn configure(&mut self, routes: fn(&mut Routes)) -> &mut Self {
        routes(self);
        self
    }
}
