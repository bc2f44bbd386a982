//! The composition root: which services, behind one server.

use aftercare::Aftercare;
use assignment::Assignment;
use host::config::Limits;
use host::fetch::Reach;
use host::public::PublicLimits;
use host::site::Site;
use host::{Server, bounded};
use intake::Intake;
use lookup::Lookup;
use rights::Rights;
use routing::{ClockLimits, Clocks, DirectoryApi, OpenDirectory, Routing};
use tokio::net::TcpListener;

use crate::args::Service;

/// Adds these services to a server, which reads publishers' feeds from there.
pub(crate) fn mount(
    mut server: Server,
    site: &Site,
    services: &[Service],
    limits: &Limits,
    feeds: Reach,
) -> Server {
    let desk = || site.desk.clone();
    for service in services {
        server = match service {
            Service::Intake => server.service(bounded!(Intake::new(desk()).into_server(), limits)),
            Service::Assignment => {
                server.service(bounded!(Assignment::new(desk()).into_server(), limits))
            }
            Service::Aftercare => {
                server.service(bounded!(Aftercare::new(desk()).into_server(), limits))
            }
            Service::Rights => server.service(bounded!(Rights::new(desk()).into_server(), limits)),
            Service::Lookup => server.service(bounded!(Lookup::new(desk()).into_server(), limits)),
            Service::Routing => {
                let directory = DirectoryApi::new(desk()).feeds_from(feeds);
                server
                    .service(bounded!(Routing::new(desk()).into_server(), limits))
                    .service(bounded!(directory.clone().into_server(), limits))
                    .alongside("nightly import", |shutdown| directory.nightly(shutdown))
            }
        };
    }
    server
}

/// Adds the open directory, for anybody who asks at this socket.
pub(crate) fn with_open_directory(server: Server, site: &Site, listener: TcpListener) -> Server {
    let open = OpenDirectory::new(site.desk.registry.clone());
    let limits = PublicLimits::default();
    server.alongside("open directory", |shutdown| open.serve(listener, limits, shutdown))
}

/// Adds the clocks of everybody's referrals to a server that routes.
pub(crate) fn with_clocks(server: Server, site: &Site, services: &[Service]) -> Server {
    if !services.contains(&Service::Routing) {
        return server;
    }
    let clocks = Clocks::new(site.desk.clone(), ClockLimits::default());
    server.alongside("clocks", |shutdown| clocks.run(shutdown))
}
