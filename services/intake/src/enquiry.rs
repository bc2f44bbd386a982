//! Enquiries: from the wire, sealed, and back.

use domain::intake::enquiry::{Command, FirstContact, NEEDS_MAX};
use domain::intake::need::NeedCode;
use domain::{Code, EnquiryId, Journey, PersonId, Sealed, SensitiveCode, Sensitivity};
use host::{Call, Reply, malformed};
use prost::Message;
use tonic::Status;
use wire::convert::{Malformed, Read, code, date_of, id_text, maybe_area};
use wire::intake::{
    CloseEnquiryRequest, CloseEnquiryResponse, Enquiry, ReceiveEnquiryRequest,
    ReceiveEnquiryResponse,
};

use crate::{Intake, person};

impl Intake {
    pub(crate) async fn receive_enquiry(
        &self,
        call: Call<ReceiveEnquiryRequest>,
    ) -> Reply<ReceiveEnquiryResponse> {
        let contact = self.first_contact(&call).await?;
        let enquiry = contact.enquiry;
        let answer = |journey: &Journey| ReceiveEnquiryResponse {
            enquiry: render(call.person, journey, enquiry),
            ..Default::default()
        };
        self.desk.execute(&call, Command::Receive(contact), answer).await
    }

    pub(crate) async fn close_enquiry(
        &self,
        call: Call<CloseEnquiryRequest>,
    ) -> Reply<CloseEnquiryResponse> {
        let enquiry = id_text("enquiry_id", &call.message.enquiry_id).map_err(malformed)?;
        let outcome = code("outcome", call.message.outcome).map_err(malformed)?;
        let answer = |journey: &Journey| CloseEnquiryResponse {
            enquiry: render(call.person, journey, enquiry),
            ..Default::default()
        };
        self.desk.execute(&call, Command::Close { enquiry, outcome }, answer).await
    }

    async fn first_contact(
        &self,
        call: &Call<ReceiveEnquiryRequest>,
    ) -> Result<FirstContact, Status> {
        let message = &call.message;
        let enquiry = call.new_id("enquiry_id", &message.enquiry_id)?;
        let channel = code("channel", message.channel).map_err(malformed)?;
        let area = maybe_area("area", &message.area).map_err(malformed)?;
        let needs = needs(&message.needs).map_err(malformed)?;
        let kept = closest(&needs);
        let own_words =
            call.seal_text(&self.desk, "enquiry.own_words", kept, &message.own_words).await?;
        let contact = self.contact(call).await?;
        let (needs, sealed_needs) = self.needs(call, needs).await?;
        Ok(FirstContact { enquiry, channel, area, needs, sealed_needs, own_words, contact })
    }

    /// The list of needs as an event may hold it: the whole of it sealed, if one of them is sensitive.
    async fn needs(
        &self,
        call: &Call<ReceiveEnquiryRequest>,
        needs: Vec<NeedCode>,
    ) -> Result<(Vec<NeedCode>, Option<Sealed>), Status> {
        if needs.iter().all(|need| need.may_stand_in_clear()) {
            return Ok((needs, None));
        }
        let texts: Vec<_> = needs.iter().map(|need| need.text()).collect();
        let list = texts.join(", ");
        let sealed =
            call.seal(&self.desk, "enquiry.needs", closest(&needs), list.as_bytes()).await?;
        Ok((vec![], Some(sealed)))
    }

    async fn contact(&self, call: &Call<ReceiveEnquiryRequest>) -> Result<Option<Sealed>, Status> {
        let Some(mut contact) = call.message.contact.clone() else { return Ok(None) };
        person::check_contact(&mut contact).map_err(|e| malformed(e.within("contact")))?;
        let bytes = contact.encode_to_vec();
        call.seal(&self.desk, "enquiry.contact", Sensitivity::Core, &bytes).await.map(Some)
    }
}

fn needs(numbers: &[i32]) -> Read<Vec<NeedCode>> {
    if numbers.len() > NEEDS_MAX {
        return Err(Malformed::new("needs", format!("must have at most {NEEDS_MAX}")));
    }
    let needs = numbers.iter().enumerate();
    needs.map(|(i, number)| code(&format!("needs[{i}]"), *number)).collect()
}

/// How closely what is said of these needs is kept: as closely as the most sensitive of them.
fn closest(needs: &[NeedCode]) -> Sensitivity {
    needs.iter().map(|need| need.sensitivity()).max().unwrap_or(Sensitivity::Core)
}

fn render(person: PersonId, journey: &Journey, id: EnquiryId) -> Option<Enquiry> {
    let enquiry = journey.enquiry.enquiries.get(&id)?;
    Some(Enquiry {
        enquiry_id: id.to_string(),
        person_id: person.to_string(),
        channel: enquiry.received.channel.number(),
        area: enquiry.received.area.map_or(String::new(), |area| area.code().into()),
        door_org_id: enquiry.door.to_string(),
        received_on: Some(date_of(enquiry.received_on)),
        outcome: wire::convert::code_number(enquiry.outcome),
    })
}
