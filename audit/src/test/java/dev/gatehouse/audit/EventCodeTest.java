package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventCodeTest {
    private static final Pattern NOUN_AND_PAST_PARTICIPLE =
            Pattern.compile("[a-z]+(_[a-z]+)*\\.([a-z]+_)?(([a-z]+ed)|lost|written|timed_out|set|begun)");
    private static final Set<EventCode> INTENTS = Set.of(
            EventCode.ACCESS_ENDING,
            EventCode.EXECUTION_RESOLVING,
            EventCode.EXECUTION_RETRYING,
            EventCode.RESOURCE_DRAINING);

    @Test
    void noCodeIsUsedTwice() {
        assertThat(Arrays.stream(EventCode.values()).map(EventCode::toString)).doesNotHaveDuplicates();
    }

    @Test
    void everyCodeIsANounAndAPastParticipleAndAnIntentAPresentOne() {
        for (EventCode code : EventCode.values()) {
            if (INTENTS.contains(code)) {
                assertThat(code.toString()).matches("[a-z_]+\\.[a-z]+ing");
            } else {
                assertThat(code.toString()).matches(NOUN_AND_PAST_PARTICIPLE);
            }
        }
    }

    @Test
    void everyEndingHasTheCodeOfItsName() {
        List<String> codes = Stream.of(EventCode.values()).map(EventCode::name).toList();

        assertThat(codes)
                .containsAll(Stream.of(ExecutionEvent.Ending.values())
                        .map(ending -> "EXECUTION_" + ending.name())
                        .toList());
    }
}
