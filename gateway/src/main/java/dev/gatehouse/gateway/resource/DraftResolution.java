package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.job.Pointer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Turns the names in drafts into what is stored, each as its kind wants it. */
final class DraftResolution {
    private DraftResolution() {}

    /** The same drafts; whoever wrote one that is wrong hears all that is. What is resolved already resolves to itself. */
    static List<Draft> resolve(Connection connection, String tenant, List<Draft> drafts) throws SQLException {
        drafts.forEach(draft -> draft.violations().clear());
        var declarations = new Declarations(connection, tenant, drafts);
        for (Draft draft : drafts) {
            if (!declarations.hasNamespace(draft.namespace())) {
                draft.refuse(
                        Pointer.ROOT.child("metadata").child("namespace"),
                        "the namespace is not declared; declare it before or in the same manifest");
            }
            draft.kind().resolution().resolve(draft, declarations);
        }
        DraftReader.refuseAny(List.of(), drafts);
        return drafts;
    }
}
