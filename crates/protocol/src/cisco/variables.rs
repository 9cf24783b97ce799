//! The variables of a call.

use crate::{
    cisco::ids::{VariableName, VariableValue},
    json::Json,
    limits, payload,
    reading::Reading,
    wire::Wire,
    write::Writer,
};

payload! {
    /// A variable of a call.
    pub struct CallVariable {
        /// Its name.
        name: VariableName = "name",
        /// What it holds.
        value: VariableValue = "value",
    }
}

/// The variables of a call, each name once. Case does not count: the vendor writes `callVariable1` and `CallVariable1`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallVariables(Vec<CallVariable>);

/// A call cannot hold that many variables, or not that much in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than a call can hold")]
pub struct TooManyVariables;

impl CallVariables {
    /// The variables, in the order in which they were first set.
    #[must_use]
    pub fn as_slice(&self) -> &[CallVariable] {
        &self.0
    }

    /// Sets a variable.
    ///
    /// # Errors
    /// Where it does not fit; nothing is changed then.
    pub fn set(&mut self, name: VariableName, value: VariableValue) -> Result<(), TooManyVariables> {
        let of_the_others: usize = self.0.iter().filter(|variable| !variable.is(&name)).map(CallVariable::bytes).sum();
        if of_the_others + name.as_str().len() + value.as_str().len() > limits::CALL_VARIABLES_BYTES {
            return Err(TooManyVariables);
        }
        let is_full = self.0.len() >= limits::CALL_VARIABLES;
        match self.0.iter_mut().find(|variable| variable.is(&name)) {
            Some(variable) => variable.value = value,
            None if is_full => return Err(TooManyVariables),
            None => self.0.push(CallVariable { name, value }),
        }
        Ok(())
    }
}

impl CallVariable {
    fn is(&self, name: &VariableName) -> bool {
        self.name.as_str().eq_ignore_ascii_case(name.as_str())
    }

    fn bytes(&self) -> usize {
        self.name.as_str().len() + self.value.as_str().len()
    }
}

impl Wire for CallVariables {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        let mut variables = Self::default();
        if json.is_none() {
            return variables;
        }
        let field = reading.field();
        for CallVariable { name, value } in reading.items(json) {
            if variables.set(name, value).is_err() {
                reading.refuse_field(field);
            }
        }
        variables
    }

    fn write(&self, out: &mut Writer) {
        out.array(&self.0);
    }

    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(variables: &mut CallVariables, name: &str, value: &str) -> Result<(), TooManyVariables> {
        variables.set(VariableName::parse(name).unwrap(), VariableValue::parse(value).unwrap())
    }

    #[test]
    fn a_variable_is_the_same_in_any_case_and_keeps_its_place() {
        let mut variables = CallVariables::default();
        for (name, value) in [("callVariable1", "1"), ("user.queue", "2"), ("CallVariable1", "3")] {
            set(&mut variables, name, value).unwrap();
        }
        let all: Vec<_> =
            variables.as_slice().iter().map(|variable| (variable.name.as_str(), variable.value.as_str())).collect();
        assert_eq!(all, [("callVariable1", "3"), ("user.queue", "2")]);
    }

    #[test]
    fn one_variable_or_one_byte_too_many_changes_nothing() {
        let mut variables = CallVariables::default();
        for at in 0..limits::CALL_VARIABLES {
            set(&mut variables, &format!("v{at:03}"), "").unwrap();
        }
        assert_eq!(set(&mut variables, "another", ""), Err(TooManyVariables));
        assert_eq!(set(&mut variables, "V000", "x"), Ok(()));
        let long = "x".repeat(limits::CALL_VARIABLE_VALUE_CHARS);
        let fit = (0..limits::CALL_VARIABLES).take_while(|at| set(&mut variables, &format!("v{at:03}"), &long).is_ok());
        assert_eq!(fit.count(), (limits::CALL_VARIABLES_BYTES - 64 * 4 - 1) / 255);
        assert_eq!(variables.as_slice().len(), limits::CALL_VARIABLES);
    }
}
