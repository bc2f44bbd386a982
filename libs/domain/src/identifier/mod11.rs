//! The modulus 11 check digit, which the CHI, the NHS number and the Scottish Candidate Number share.

/// The check digit that belongs after these digits: 11 less the weighted sum's remainder, with 11 written as 0. `None`
/// where that would be 10, for such numbers are not issued. Any one digit wrong, and any two neighbours swapped, show.
pub(super) fn check_digit(digits: &[u8], weights: &[u32]) -> Option<u8> {
    debug_assert_eq!(digits.len(), weights.len(), "one weight for each digit");
    let sum: u32 =
        digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        check => u8::try_from(check).ok(),
    }
}

/// Whether the last of these digits is the check digit of the others.
pub(super) fn checks(digits: &[u8], weights: &[u32]) -> bool {
    digits.split_last().is_some_and(|(last, others)| check_digit(others, weights) == Some(*last))
}

/// The weights of the CHI and of the NHS number.
pub(super) const NHS_WEIGHTS: [u32; 9] = [10, 9, 8, 7, 6, 5, 4, 3, 2];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_examples_come_out_as_published() {
        assert_eq!(check_digit(&[0, 1, 0, 1, 0, 1, 1, 2, 3], &NHS_WEIGHTS), Some(7)); // Public Health Scotland, CHI.
        assert_eq!(check_digit(&[9, 4, 3, 4, 7, 6, 5, 9, 1], &NHS_WEIGHTS), Some(9)); // NHS Data Dictionary.
    }
    #[test]
    fn a_remainder_of_nothing_is_written_as_nought() {
        assert_eq!(check_digit(&[0; 9], &NHS_WEIGHTS), Some(0));
    }
    #[test]
    fn a_number_whose_check_would_be_ten_is_never_issued() {
        assert_eq!(check_digit(&[0, 0, 0, 0, 0, 0, 0, 4, 0], &NHS_WEIGHTS), None); // 12 leaves 1.
    }
}
