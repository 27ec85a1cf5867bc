package dev.gatehouse.gateway.explanation;

import java.util.List;
import java.util.stream.Stream;

/** Evaluations that were asked for in one request, in their order. */
record EvaluationBatch(EvaluationSemantic semantic, List<Item> items) {
    EvaluationBatch {
        items = List.copyOf(items);
    }

    /** One of them. */
    sealed interface Item {
        record Asked(Evaluation evaluation) implements Item {}

        /** It has not the shape of one; the others are answered all the same. */
        record Malformed(String problem) implements Item {}
    }

    Stream<Evaluation> asked() {
        return items.stream()
                .filter(Item.Asked.class::isInstance)
                .map(Item.Asked.class::cast)
                .map(Item.Asked::evaluation);
    }
}
