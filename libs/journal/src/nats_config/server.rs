//! The configuration of one server.

use std::net::IpAddr;

use super::{AUTHORITY, Member, Plan};

/// One server's configuration.
pub(super) fn text(member: &Member, plan: &Plan) -> String {
    let Member { name, host, client_port, route_port, monitor_port } = member;
    let here = host.parse::<IpAddr>().map_or("0.0.0.0".into(), |address| address.to_string());
    let store = plan.store.display().to_string();
    let cluster = match plan.members.as_slice() {
        [_] => String::new(),
        members => cluster(members, &here, *route_port),
    };
    format!(
        "\
# nats-server {name}. Written by `anydoor nats config`. Paths are from this folder, so start it here: nats-server -c nats.conf
server_name: \"{name}\"
listen: \"{here}:{client_port}\"
http: \"127.0.0.1:{monitor_port}\"

max_payload: 512KB # the largest record has 256 KiB
max_connections: 1024
max_control_line: 4KB
write_deadline: \"10s\"

tls {{
  cert_file: \"server.pem\"
  key_file: \"server.key\"
  min_version: \"1.3\"
  timeout: 5
}}

jetstream {{
  store_dir: {store:?}
  sync_interval: always # before a write is answered, it is on disk
}}
{cluster}
include \"accounts.conf\"
"
    )
}

/// The servers among each other: whoever has no certificate of the authority is not one of them.
fn cluster(members: &[Member], here: &str, port: u16) -> String {
    let routes: Vec<_> = members
        .iter()
        .map(|member| format!("    \"nats-route://{}:{}\"\n", member.host, member.route_port))
        .collect();
    format!(
        "
cluster {{
  name: anydoor
  listen: \"{here}:{port}\"
  no_advertise: true
  routes: [
{}  ]
  tls {{
    cert_file: \"server.pem\"
    key_file: \"server.key\"
    ca_file: \"{AUTHORITY}\"
    verify: true
    min_version: \"1.3\"
    timeout: 5
  }}
}}
",
        routes.concat()
    )
}
