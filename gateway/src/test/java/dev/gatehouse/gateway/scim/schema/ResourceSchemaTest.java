package dev.gatehouse.gateway.scim.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.scim.filter.AttributePath;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResourceSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void findsAttributesInAnyCaseWithAndWithoutTheirUrn() {
        var urn = "urn:ietf:params:scim:schemas:core:2.0:user";

        assertThat(find(Optional.of(urn), "USERNAME", Optional.empty()).last().name())
                .isEqualTo("userName");
        assertThat(find(Optional.empty(), "name", Optional.of("familyname"))
                        .last()
                        .name())
                .isEqualTo("familyName");
        assertThat(ResourceSchema.USER.find(new AttributePath(Optional.of("urn:x"), "userName", Optional.empty())))
                .isEmpty();
        assertThat(ResourceSchema.USER.find(new AttributePath(Optional.empty(), "password", Optional.empty())))
                .isEmpty();
        assertThat(ResourceSchema.USER.find(new AttributePath(Optional.empty(), "department", Optional.empty())))
                .isEmpty();
    }

    @Test
    void everyPublishedAttributeSaysWhatItIs() {
        for (SchemaFile file : SchemaFile.ALL) {
            assertThat(file.document().path("attributes"))
                    .isNotEmpty()
                    .allSatisfy(
                            each -> assertThat(each.path("returned").asText()).isEqualTo("default"));
        }
        var members = SchemaFile.GROUP.document().path("attributes").path(1).path("subAttributes");
        assertThat(members.path(1).path("referenceTypes")).hasToString("[\"User\"]");
    }

    @Test
    void aDocumentHasTheNamesOfItsSchemaAndNothingThatIsNotTheClients() throws JsonProcessingException {
        var body = JSON.readTree("""
                {"schemas": ["urn:x"], "ID": "1", "USERNAME": "ada", "password": "S3cret", "favourite": 1,
                 "groups": [{"value": "7"}], "title": null, "emails": [], "active": "True", "employeeNumber": "1",
                 "URN:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"EmployeeNumber": 12}}""");

        assertThat(Values.document(ResourceSchema.USER, body)).hasToString("""
                {"userName":"ada","active":true,\
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"12"}}""");
        assertThatThrownBy(() -> Values.document(ResourceSchema.USER, JSON.readTree("[]")))
                .isInstanceOf(ScimFailure.class);
    }

    private static ResourceSchema.Place find(Optional<String> schema, String name, Optional<String> sub) {
        return ResourceSchema.USER.find(new AttributePath(schema, name, sub)).orElseThrow();
    }
}
