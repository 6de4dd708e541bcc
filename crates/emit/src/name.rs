//! Names of enum variants outside JSON.

use std::fmt;

use serde::Serialize;

/// Shows an enum variant without fields by the name that it has in JSON: `FormKind::GoalDeclaration` as `goal_declaration`.
pub struct Name<T>(pub T);

impl<T: Serialize> fmt::Display for Name<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(f)
    }
}

#[cfg(test)]
mod tests {
    use jixiao_model::{FormKind, Severity};

    use super::*;

    #[test]
    fn shows_the_name_that_json_has() {
        assert_eq!(Name(FormKind::GoalDeclaration).to_string(), "goal_declaration");
        assert_eq!(Name(Severity::Warning).to_string(), "warning");
    }
}
