package dev.gatehouse.gateway.deprovision;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Steps whose gateway is killed in the middle of them. */
final class MortalSteps {
    static final List<Death> DEATHS = List.of(Death.values());

    private MortalSteps() {}

    /** When a gateway is killed. */
    enum Death {
        BEFORE_THE_TRANSACTION,
        WITHIN_THE_TRANSACTION,
        AFTER_THE_COMMIT
    }

    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    static CascadeStep of(CascadeStep step, Death death) {
        return new OtherStep(step) {
            @Override
            public Optional<Batch> next(EndOfAccess end, UUID after) {
                if (death == Death.BEFORE_THE_TRANSACTION) {
                    throw new Killed();
                }
                return super.next(end, after).map(batch -> of(batch, death));
            }
        };
    }

    private static CascadeStep.Batch of(CascadeStep.Batch batch, Death death) {
        return new CascadeStep.Batch() {
            @Override
            public Optional<UUID> last() {
                return batch.last();
            }

            @Override
            public Map<String, Long> end(Connection connection) throws SQLException {
                Map<String, Long> ended = batch.end(connection);
                if (death == Death.WITHIN_THE_TRANSACTION) {
                    throw new Killed();
                }
                return ended;
            }

            @Override
            public void committed() {
                if (death == Death.AFTER_THE_COMMIT) {
                    throw new Killed();
                }
                batch.committed();
            }
        };
    }
}
