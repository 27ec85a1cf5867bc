package dev.gatehouse.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

    private static List<String> between(String before, String after) throws JsonProcessingException {
        return Difference.between(Optional.of(JSON.readTree(before)), Optional.of(JSON.readTree(after))).stream()
                .map(each -> JSON.<JsonNode>valueToTree(each).toString())
                .toList();
    }

    @Test
    void namesWhatWasAddedTakenAwayAndReplaced() throws JsonProcessingException {
        assertThat(between("{\"a\": 1, \"b\": {\"c\": true}}", "{\"b\": {\"c\": false}, \"d~/e\": null}"))
                .containsExactly(
                        "{\"op\":\"remove\",\"path\":\"/spec/a\",\"before\":1}",
                        "{\"op\":\"replace\",\"path\":\"/spec/b/c\",\"before\":true,\"after\":false}",
                        "{\"op\":\"add\",\"path\":\"/spec/d~0~1e\",\"after\":null}");
    }

    @Test
    void takesElementsFromTheEndSoThatEveryStepFindsItsPlace() throws JsonProcessingException {
        assertThat(between("[1, 2, 3, 4]", "[1, 5]"))
                .containsExactly(
                        "{\"op\":\"replace\",\"path\":\"/spec/1\",\"before\":2,\"after\":5}",
                        "{\"op\":\"remove\",\"path\":\"/spec/3\",\"before\":4}",
                        "{\"op\":\"remove\",\"path\":\"/spec/2\",\"before\":3}");
    }

    @Test
    void isNothingBetweenTheSame() throws JsonProcessingException {
        assertThat(between("{\"a\": [1, {\"b\": 2}]}", "{\"a\": [1, {\"b\": 2}]}"))
                .isEmpty();
    }

    @Test
    void ofSomethingNewIsTheWhole() throws JsonProcessingException {
        var spec = JSON.readTree("{\"store\": \"embedded\"}");

        assertThat(Difference.between(Optional.empty(), Optional.of(spec)))
                .containsExactly(new Difference("add", "/spec", Optional.empty(), Optional.of(spec)));
    }
}
