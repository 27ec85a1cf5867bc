package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProtocolTest {
    private static final String STARTED = """
            {"outcome":"started","launch":{"execution":"e","tenant":"demo","namespace":"acme","job":"j","jobRevision":3,\
            "attempt":1,"fence":7,"worker":"w","timeoutMillis":1000,"retryable":false,"traceparent":null,"process":{\
            "command":[[{"text":"echo"}],[{"text":"a"},{"text":"b"}]],"env":{"P":[{"text":"x="},{"secret":"db"}]},\
            "files":{"f":{"text":[{"secret":"db"}]},"g":{"bytes":"AP8"}},"stdin":null}},"envelope":"AAAA"}""";

    private final JsonMapper json = Protocol.mapper();

    @Test
    void writesAStartAsItIsDocumented() throws JsonProcessingException {
        assertThat(json.writeValueAsString(started())).isEqualTo(STARTED);
    }

    @Test
    void readsWhatItWrites() throws JsonProcessingException {
        assertThat(json.readValue(STARTED, StartAnswer.class)).isEqualTo(started());
        assertThat(json.readValue("{\"outcome\":\"gone\",\"reason\":\"stopped\"}", StartAnswer.class))
                .isEqualTo(new StartAnswer.Gone("stopped"));
        assertThat(json.readValue("{\"outcome\":\"later\"}", StartAnswer.class)).isEqualTo(new StartAnswer.Later());
    }

    @Test
    void aGatewaySpeaksThisVersionAndTheOneBefore() {
        assertThat(Protocol.spoken(1)).containsExactly("1");
        assertThat(Protocol.spoken(2)).containsExactly("2", "1");
        assertThat(Protocol.spoken(7)).containsExactly("7", "6");
        assertThat(Protocol.spoken()).contains(Protocol.VERSION);
    }

    @Test
    void ignoresMembersItDoesNotKnow() throws JsonProcessingException {
        assertThat(json.readValue("{\"outcome\":\"gone\",\"reason\":\"x\",\"more\":[1]}", StartAnswer.class))
                .isEqualTo(new StartAnswer.Gone("x"));
        assertThat(json.readValue(
                        "{\"claims\":[{\"execution\":\"e\",\"fence\":1,\"attempt\":1,\"new\":0}]}", ClaimAnswer.class))
                .isEqualTo(new ClaimAnswer(List.of(new Claim("e", 1, 1, null))));
    }

    @Test
    void refusesASecretInACommand() {
        var command = List.of(new Part.Joined(List.of(new Part.SecretPart("db"))));

        assertThatThrownBy(() -> new ProcessLaunch(command, Map.of(), Map.of(), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesRecordsThatAreIncomplete() {
        assertThatThrownBy(() -> json.readValue("{\"max\":0,\"waitMillis\":1}", ClaimRequest.class))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> json.readValue("{\"fence\":1}", StartRequest.class))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> json.readValue("{\"seq\":0,\"stream\":\"other\",\"bytes\":\"\"}", LogChunk.class))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> json.readValue("{\"text\":[],\"bytes\":\"\"}", FileLaunch.class))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void printsNoCredential() {
        assertThat(new RegisterAnswer("w", "t", "g", "s", "hidden", 1, 2, 3).toString())
                .doesNotContain("hidden");
        assertThat(new RenewAnswer("hidden", 1, List.of(), false).toString()).doesNotContain("hidden");
        assertThat(new IdentityAnswer("hidden", 1).toString()).doesNotContain("hidden");
    }

    private static StartAnswer started() {
        var secret = new Part.SecretPart("db");
        ProcessLaunch process = new ProcessLaunch(
                List.of(Part.Joined.text("echo"), new Part.Joined(List.of(new Part.Text("a"), new Part.Text("b")))),
                Map.of("P", new Part.Joined(List.of(new Part.Text("x="), secret))),
                new java.util.TreeMap<>(Map.of(
                        "f", FileLaunch.ofText(new Part.Joined(List.of(secret))),
                        "g", FileLaunch.ofBytes(new byte[] {0, -1}))),
                null);
        return new StartAnswer.Started(
                new Launch("e", "demo", "acme", "j", 3, 1, 7, "w", 1000, false, null, process), "AAAA");
    }

    @Test
    void takesARenewalThatSaysNothingOfWhatIsOver() throws JsonProcessingException {
        RenewAnswer answer =
                Protocol.mapper().readValue("{\"credential\":\"c\",\"credentialSeconds\":300}", RenewAnswer.class);

        assertThat(answer.over()).isEmpty();
    }

    @Test
    void aLaunchSaysWhomItsAttemptShowsWhoItIsAndNothingWhereItIsNobody() throws JsonProcessingException {
        var process = new ProcessLaunch(
                List.of(Part.Joined.text("true")),
                Map.of(),
                Map.of(),
                null,
                List.of(IdentityLaunch.inFile("https://vault.example", "vault.jwt"), IdentityLaunch.atStart("x")));

        String text = json.writeValueAsString(process);
        ProcessLaunch silent =
                json.readValue("{\"command\":[[{\"text\":\"true\"}]],\"env\":{},\"files\":{}}", ProcessLaunch.class);

        assertThat(text).contains("\"identity\":[{\"audience\":\"https://vault.example\",\"file\":\"vault.jwt\"}");
        assertThat(json.readValue(text, ProcessLaunch.class)).isEqualTo(process);
        assertThat(silent.identity()).isEmpty();
    }
}
