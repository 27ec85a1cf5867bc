package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTest {
    private static final String ID = "019a0000-0000-7000-8000-00000000000a";

    @Test
    void isReadAsItIsWritten() {
        var rule = new Rule("rolebinding", Acme.id("of-ada"), 12);

        assertThat(Rule.parse(rule.toString())).contains(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "role",
                "role/" + ID,
                "role/" + ID + "@",
                "role/" + ID + "@-1",
                "role/ada@1",
                "/" + ID + "@1",
                "role/" + ID + "@99999999999999999999"
            })
    void anythingElseIsNone(String text) {
        assertThat(Rule.parse(text)).isEmpty();
    }
}
