package dev.gatehouse.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VariablesTest {
    private final Variables variables =
            new Variables(List.of("gatehouse.port", "gatehouse.execution.queue-limit", "gatehouse.worker.renewal"));

    @Test
    void takesWhatSetsAProperty() {
        var environment = List.of("GATEHOUSE_PORT", "GATEHOUSE_EXECUTION_QUEUE_LIMIT", "PATH");

        assertThat(variables.mistakes(environment)).isEmpty();
        assertThat(variables.strangers(environment)).isEmpty();
    }

    @Test
    void callsAMistakeWhatBeginsLikeAGroup() {
        assertThat(variables.mistakes(List.of("GATEHOUSE_EXECUTION_QUEUE_LIMITS")))
                .containsExactly("GATEHOUSE_EXECUTION_QUEUE_LIMITS");
    }

    @Test
    void tellsOfWhatMayBeSomebodyElses() {
        assertThat(variables.mistakes(List.of("GATEHOUSE_IMAGE"))).isEmpty();
        assertThat(variables.strangers(List.of("GATEHOUSE_IMAGE"))).containsExactly("GATEHOUSE_IMAGE");
    }

    @Test
    void leavesAloneWhatIsOfWorkersJobsAndServices() {
        var environment = List.of(
                "GATEHOUSE_WORKER_SLOTS",
                "GATEHOUSE_EXECUTION",
                "GATEHOUSE_SERVICE_HOST",
                "GATEHOUSE_SERVICE_PORT_HTTP",
                "GATEHOUSE_PORT_8080_TCP_ADDR",
                "GATEHOUSE_EXECUTION_SERVICE_HOST",
                "GATEHOUSE_EXECUTION_PORT");

        assertThat(variables.mistakes(environment)).isEmpty();
        assertThat(variables.strangers(environment)).isEmpty();
    }
}
