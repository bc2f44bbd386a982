//! What is said of a person and is not for everybody, sealed on its way in.

use domain::{Sealed, SensitiveCode, Sensitivity};
use host::{Call, malformed};
use tonic::Status;
use wire::convert::Malformed;

use crate::Intake;

impl Intake {
    /// A code as an event may hold it: in clear if naming it gives nothing away, otherwise its number, sealed.
    pub(crate) async fn kept<T, C: SensitiveCode>(
        &self,
        call: &Call<T>,
        field: &'static str,
        code: C,
    ) -> Result<(Option<C>, Option<Sealed>), Status> {
        if code.may_stand_in_clear() {
            return Ok((Some(code), None));
        }
        let number = code.number().to_string();
        let kept = code.sensitivity();
        let sealed = call.seal(&self.desk, field, kept, number.as_bytes()).await?;
        Ok((None, Some(sealed)))
    }

    /// A text that must be there, sealed.
    pub(crate) async fn text<T>(
        &self,
        call: &Call<T>,
        field: &'static str,
        sensitivity: Sensitivity,
        text: &str,
    ) -> Result<Sealed, Status> {
        let missing = || {
            let name = field.rsplit('.').next().unwrap_or(field);
            malformed(Malformed::new(name, "must not be empty"))
        };
        let sealed = call.seal_text(&self.desk, field, sensitivity, text).await?;
        sealed.ok_or_else(missing)
    }
}
