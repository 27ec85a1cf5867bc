package dev.gatehouse.gateway.sso;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose address an issuer vouches for. */
class ClaimReaderTest {
    private static Optional<String> email(String claims) throws JsonProcessingException {
        return new ClaimReader((ObjectNode) new ObjectMapper().readTree(claims.replace('\'', '"'))).verifiedEmail();
    }

    @Test
    void anAddressThatIsVerifiedCountsInLowerCase() throws JsonProcessingException {
        assertThat(email("{'email': 'Ada@Acme.Example', 'email_verified': true}"))
                .contains("ada@acme.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'email': 'ada@acme.example'}",
                "{'email': 'ada@acme.example', 'email_verified': false}",
                "{'email': 'ada@acme.example', 'email_verified': 'true'}",
                "{'email': 'ada@acme.example', 'email_verified': 1}",
                "{'email': 'ada@acme.example', 'email_verified': null}",
                "{'email': 'ada@acme.example', 'email_verified': [true]}",
                "{'email': 'ada@acme.example', 'emailVerified': true}",
                "{'email': 'ada', 'email_verified': true}",
                "{'email': '', 'email_verified': true}",
                "{'email': 7, 'email_verified': true}",
                "{'email': ['ada@acme.example'], 'email_verified': true}",
                "{'email': 'ada@acme.example\\u0000', 'email_verified': true}",
                "{'email_verified': true}"
            })
    void whatOnlyReadsLikeOneDoesNot(String claims) throws JsonProcessingException {
        assertThat(email(claims)).isEmpty();
    }
}
