package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScimErrorTest {
    private static ScimError of(int status, String detail) {
        return ScimError.of(
                status,
                JsonNodeFactory.instance.objectNode().put("detail", detail).put("scimType", "invalidFilter"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The filter cannot be read at 12: expected a value, as in userName eq \"ada\".",
                "There is no user 0195c2a0-0000-7000-8000-000000000001 that could be a member.",
                "Nothing here can be found by urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value."
            })
    void keepsWordsOfOurs(String detail) {
        assertThat(of(400, detail)).isEqualTo(new ScimError(Optional.of("invalidFilter"), detail));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@acme.example", "gsc_0123456789abcdefABCDEF", "<script>", "ünïque"})
    void leavesOutWordsThatAreNot(String word) {
        assertThat(of(400, "Nothing is at " + word + " here.").detail()).isEqualTo("Nothing is at … here.");
        assertThat(of(400, "Nothing is at x" + word + ", here.").detail()).isEqualTo("Nothing is at … here.");
    }

    @Test
    void leavesOutWhatWasLookedForUnlessItIsAnId() {
        assertThat(of(404, "There is no resource ada here.").detail()).isEqualTo("There is no such resource here.");
        assertThat(of(404, "There is no resource 0195c2a0-0000-7000-8000-000000000001 here.")
                        .detail())
                .contains("0195c2a0-0000-7000-8000-000000000001");
    }

    @Test
    void isShortHoweverLongTheAnswerWas() {
        assertThat(of(400, "word ".repeat(10_000)).detail()).hasSize(300);
        assertThat(of(400, "x".repeat(100_000)).detail()).isEqualTo("…");
    }
}
