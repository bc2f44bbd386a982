//! Calls by name, with JSON in and out, over the descriptors compiled into this program: for the command line and the
//! demo, which play real requests through the public API.

use std::sync::LazyLock;

use anyhow::Context;
use host::identity::client::{AUTHORIZATION, Worker};
use prost::Message;
use prost_reflect::{
    DescriptorPool, DeserializeOptions, DynamicMessage, MessageDescriptor, SerializeOptions,
};
use serde_json::Value;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::metadata::MetadataValue;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status, Streaming};

static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(wire::DESCRIPTOR).expect("the compiled descriptor is whole")
});

/// Who calls.
#[derive(Debug, Clone)]
pub(crate) enum Identity {
    /// One who says so, to a server on this machine that believes it.
    Claimed {
        /// The organisation (UUID).
        org: String,
        /// The worker (UUID).
        worker: String,
        /// In what capacity, such as `WORKER`.
        role: String,
    },
    /// One who brings a token.
    Proven(Worker),
}

/// A server to call by name.
#[derive(Clone)]
pub(crate) struct Client {
    channel: Channel,
}

impl Client {
    /// Connects to a server.
    pub(crate) async fn connect(endpoint: &Endpoint) -> anyhow::Result<Self> {
        let channel = endpoint.connect().await.map_err(|e| {
            let (server, why) = (endpoint.uri(), anyhow::Error::new(e));
            anyhow::Error::new(Status::unavailable(format!(
                "{server} does not answer: {why:#}; is `anydoor up` running?"
            )))
        })?;
        Ok(Self { channel })
    }

    /// What its calls go over.
    pub(crate) fn channel(&self) -> Channel {
        self.channel.clone()
    }

    /// A client over a channel that is there already.
    pub(crate) fn over(channel: Channel) -> Self {
        Self { channel }
    }

    /// Calls a method such as `anydoor.intake.v1.IntakeService/RegisterPerson`.
    ///
    /// # Errors
    /// The inner error is the server's answer; the outer one says that the call could not be made at all.
    pub(crate) async fn call(
        &self,
        method: &str,
        by: &Identity,
        request: Value,
    ) -> anyhow::Result<Result<Value, Status>> {
        let (input, output) = method_types(method)?;
        let request =
            by.sign(read(&input, request).with_context(|| format!("the request to {method}"))?)?;
        let mut grpc = tonic::client::Grpc::new(self.channel.clone());
        grpc.ready().await?;
        let path = format!("/{method}").parse().context("a method's path")?;
        match grpc.unary(request, path, ByDescriptor { output }).await {
            Ok(response) => Ok(Ok(write(response.get_ref())?)),
            Err(status) => Ok(Err(status)),
        }
    }

    /// Calls a method that answers with a stream.
    pub(crate) async fn stream(
        &self,
        method: &str,
        by: &Identity,
        request: Value,
    ) -> anyhow::Result<Streaming<DynamicMessage>> {
        let (input, output) = method_types(method)?;
        let request = by.sign(read(&input, request)?)?;
        let mut grpc = tonic::client::Grpc::new(self.channel.clone());
        grpc.ready().await?;
        let path = format!("/{method}").parse().context("a method's path")?;
        Ok(grpc.server_streaming(request, path, ByDescriptor { output }).await?.into_inner())
    }
}

impl Identity {
    /// What a call has to bring.
    pub(crate) fn headers(&self) -> anyhow::Result<http::HeaderMap> {
        Ok(self.sign(())?.metadata().clone().into_headers())
    }

    fn sign<T>(&self, message: T) -> anyhow::Result<Request<T>> {
        let mut request = Request::new(message);
        let metadata = request.metadata_mut();
        match self {
            Self::Claimed { org, worker, role } => {
                metadata.insert(host::ORG_METADATA, MetadataValue::try_from(org)?);
                metadata.insert(host::WORKER_METADATA, MetadataValue::try_from(worker)?);
                metadata.insert(host::ROLE_METADATA, MetadataValue::try_from(role)?);
            }
            Self::Proven(worker) => _ = metadata.insert(AUTHORIZATION, worker.authorization()),
        }
        Ok(request)
    }
}

fn method_types(method: &str) -> anyhow::Result<(MessageDescriptor, MessageDescriptor)> {
    let (service, name) = method.split_once('/').context("a method is written Service/Method")?;
    let service =
        POOL.get_service_by_name(service).with_context(|| format!("no service {service}"))?;
    let method = service
        .methods()
        .find(|m| m.name() == name)
        .with_context(|| format!("no method {method}"))?;
    Ok((method.input(), method.output()))
}

/// The full name of the one method that is called so, such as `RegisterPerson`.
///
/// # Errors
/// If no service has it, or more than one.
pub(crate) fn named(method: &str) -> anyhow::Result<String> {
    let services = POOL.services().filter(|service| service.methods().any(|m| m.name() == method));
    let names: Vec<_> =
        services.map(|service| format!("{}/{method}", service.full_name())).collect();
    match names.as_slice() {
        [one] => Ok(one.clone()),
        [] => anyhow::bail!("no service has a method {method}"),
        several => anyhow::bail!("{method} may be {}", several.join(" or ")),
    }
}

/// What a method takes.
pub(crate) fn input(method: &str) -> anyhow::Result<MessageDescriptor> {
    Ok(method_types(method)?.0)
}

/// Bytes, as JSON has them: base64, read back by the same code that wrote it.
pub(crate) fn bytes(value: &Value) -> anyhow::Result<Vec<u8>> {
    let record = POOL
        .get_message_by_name("anydoor.event.v1.Record")
        .context("the descriptor has records")?;
    let message = read(&record, serde_json::json!({ "commit": value }))?;
    let bytes = message.get_field_by_name("commit").context("a record has a commit")?;
    Ok(bytes.as_bytes().map(|bytes| bytes.to_vec()).unwrap_or_default())
}

fn read(input: &MessageDescriptor, value: Value) -> anyhow::Result<DynamicMessage> {
    let options = DeserializeOptions::new().deny_unknown_fields(true);
    Ok(DynamicMessage::deserialize_with_options(input.clone(), value, &options)?)
}

/// A message as JSON, with the field names of `proto/`.
pub(crate) fn write(message: &DynamicMessage) -> anyhow::Result<Value> {
    let options =
        SerializeOptions::new().use_proto_field_name(true).stringify_64_bit_integers(false);
    Ok(message.serialize_with_options(serde_json::value::Serializer, &options)?)
}

/// Encodes and decodes messages that are known only by their descriptors.
#[derive(Clone)]
struct ByDescriptor {
    output: MessageDescriptor,
}

impl Codec for ByDescriptor {
    type Encode = DynamicMessage;
    type Decode = DynamicMessage;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        self.clone()
    }
    fn decoder(&mut self) -> Self {
        self.clone()
    }
}

impl Encoder for ByDescriptor {
    type Item = DynamicMessage;
    type Error = Status;

    fn encode(&mut self, item: DynamicMessage, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        item.encode(buffer).map_err(|e| Status::internal(e.to_string()))
    }
}

impl Decoder for ByDescriptor {
    type Item = DynamicMessage;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        let message = DynamicMessage::decode(self.output.clone(), buffer);
        message.map(Some).map_err(|e| Status::internal(e.to_string()))
    }
}
