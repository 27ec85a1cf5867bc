package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.gateway.scim.directory.Start;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private final Cursor cursor = new Cursor("users");

    @Test
    void saysWhereThePageBegins() {
        var after = new Start.After(UUID.randomUUID(), 100_000);
        var at = new Start.At(300);

        assertThat(cursor.start(cursor.text(after))).isEqualTo(after);
        assertThat(cursor.start(cursor.text(at))).isEqualTo(at);
    }

    @Test
    void needsNoEscapesInAnAddress() {
        for (int i = 0; i < 100; i++) {
            assertThat(cursor.text(new Start.After(UUID.randomUUID(), i))).matches("[A-Za-z0-9_-]+");
        }
    }

    @Test
    void isOfOneQueryOnly() {
        String other = new Cursor("groups").text(new Start.At(1));

        assertThat(refusal(other)).isEqualTo(ErrorType.INVALID_CURSOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAA", "%%%", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "2"})
    void whatIsNoneIsRefused(String text) {
        assertThat(refusal(text)).isEqualTo(ErrorType.INVALID_CURSOR);
    }

    @Test
    void aPlaceBeforeTheFirstIsNone() {
        assertThat(refusal(cursor.text(new Start.At(-1)))).isEqualTo(ErrorType.INVALID_CURSOR);
    }

    private ErrorType refusal(String text) {
        return catchThrowableOfType(ScimFailure.class, () -> cursor.start(text))
                .type()
                .orElseThrow();
    }
}
