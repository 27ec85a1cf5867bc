package dev.gatehouse.gateway.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoticeSeatsTest {
    private final NoticeSeats seats = new NoticeSeats();

    private static List<String> tenants(int from, int to) {
        return IntStream.range(from, to).mapToObj("t%03d"::formatted).toList();
    }

    @Test
    void givesOneTenantAFewSeatsAndNoMoreBeforeItLeavesSome() {
        assertThat(seats.deal(List.of("acme"))).isEqualTo(Map.of("acme", NoticeSeats.MOST_OF_ONE));
        assertThat(seats.deal(List.of("acme"))).isEmpty();

        seats.leave("acme", 1);

        assertThat(seats.deal(List.of("acme"))).isEqualTo(Map.of("acme", 1));
    }

    @Test
    void givesAnotherTenantSeatsWhileOneHasAllOfItsOwn() {
        seats.deal(List.of("acme"));

        assertThat(seats.deal(List.of("acme", "globex"))).isEqualTo(Map.of("globex", NoticeSeats.MOST_OF_ONE));
    }

    @Test
    void givesEachTenantOneSeatBeforeAnyHasTwo() {
        assertThat(seats.deal(tenants(0, NoticeSeats.MOST - 1)))
                .hasSize(NoticeSeats.MOST - 1)
                .containsEntry("t000", 2)
                .containsEntry("t001", 1);
    }

    @Test
    void givesNobodyASeatWhereAllAreTaken() {
        seats.deal(tenants(0, NoticeSeats.MOST));

        assertThat(seats.deal(List.of("acme"))).isEmpty();
    }

    @Test
    void beginsWithWhoeverHadNoTurn() {
        List<String> all = tenants(0, NoticeSeats.MOST + 1);
        assertThat(seats.deal(all)).doesNotContainKey("t064");
        seats.leave("t000", 1);

        assertThat(seats.deal(all)).isEqualTo(Map.of("t064", 1));
    }
}
