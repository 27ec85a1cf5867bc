package dev.gatehouse.gateway.scim.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import dev.gatehouse.gateway.scim.schema.ResourceSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PATCH as Entra ID, Okta, JumpCloud and authentik write it, and what of it is refused. */
class DocumentPatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private static final String ADA = "{'userName':'ada','active':true}";
    private static final String TWO_EMAILS =
            "{'userName':'ada','emails':[{'type':'work','value':'a@x','primary':true},{'type':'home','value':'b@x'}]}";

    @ParameterizedTest
    @CsvSource({"Replace, 'False'", "replace, 'false'", "Add, 'FALSE'"})
    void takesEntrasWordsForFalse(String op, String text) {
        assertThat(patched(ADA, "{'op':'%s','path':'active','value':'%s'}".formatted(op, text)))
                .isEqualTo(json("{'userName':'ada','active':false}"));
    }

    @Test
    void takesAValueWithoutAPathWhoseKeysAreDottedOrUrns() {
        var value = "{'op':'replace','value':{'active':'False','name.givenName':'Ada','" + ENTERPRISE
                + ":department':'Engines','emails[type eq \\\"work\\\"].value':'ada@x','" + ENTERPRISE
                + "':{'division':'Analysis'}}}";

        assertThat(patched(ADA, value))
                .isEqualTo(json(
                        "{'userName':'ada','active':false,'name':{'givenName':'Ada'},'emails':[{'type':'work','value':'ada@x'}],'"
                                + ENTERPRISE + "':{'department':'Engines','division':'Analysis'}}"));
    }

    @Test
    void takesOktasValueThatRepeatsTheId() {
        assertThat(patched(ADA, "{'op':'replace','value':{'id':'7','schemas':['x'],'displayName':'Ada'}}"))
                .isEqualTo(json("{'userName':'ada','active':true,'displayName':'Ada'}"));
        assertThat(refusal(ADA, "{'op':'replace','value':{'id':'8','displayName':'Ada'}}"))
                .isEqualTo(ErrorType.MUTABILITY);
    }

    @ParameterizedTest
    @CsvSource({"Add", "Replace"})
    void makesTheValueThatAFilterDescribesWhereThereIsNone(String op) {
        assertThat(patched(ADA, "{'op':'%s','path':'emails[type eq \\\"work\\\"].value','value':'a@x'}".formatted(op)))
                .isEqualTo(json("{'userName':'ada','active':true,'emails':[{'type':'work','value':'a@x'}]}"));
    }

    @Test
    void makesNoneWhereTheFilterDescribesNone() {
        assertThat(refusal(ADA, "{'op':'replace','path':'emails[type ne \\\"work\\\"].value','value':'a@x'}"))
                .isEqualTo(ErrorType.NO_TARGET);
        assertThat(refusal(ADA, "{'op':'replace','path':'emails[type sw \\\"w\\\"].value','value':'a@x'}"))
                .isEqualTo(ErrorType.NO_TARGET);
    }

    @Test
    void changesTheChosenValueAndNoOther() {
        assertThat(patched(TWO_EMAILS, "{'op':'replace','path':'emails[type eq \\\"WORK\\\"].value','value':'c@x'}"))
                .isEqualTo(
                        json(
                                "{'userName':'ada','emails':[{'type':'work','value':'c@x','primary':true},{'type':'home','value':'b@x'}]}"));
        assertThat(patched(TWO_EMAILS, "{'op':'remove','path':'emails[type eq \\\"work\\\"]'}"))
                .isEqualTo(json("{'userName':'ada','emails':[{'type':'home','value':'b@x'}]}"));
    }

    @Test
    void aChosenValueIsReplacedAsAWholeButForWhatTheFilterSays() {
        assertThat(patched(
                        TWO_EMAILS,
                        "{'op':'replace','path':'emails[type eq \\\"work\\\"]','value':{'value':'c@x','display':'C'}}"))
                .isEqualTo(
                        json(
                                "{'userName':'ada','emails':[{'type':'work','value':'c@x','display':'C'},{'type':'home','value':'b@x'}]}"));
        assertThat(patched(TWO_EMAILS, "{'op':'add','path':'emails[type eq \\\"work\\\"]','value':{'display':'C'}}"))
                .isEqualTo(
                        json(
                                "{'userName':'ada','emails':[{'type':'work','value':'a@x','primary':true,'display':'C'},{'type':'home','value':'b@x'}]}"));
    }

    @Test
    void aNewPrimaryValueIsTheOnlyOne() {
        assertThat(patched(TWO_EMAILS, "{'op':'add','path':'emails','value':[{'value':'c@x','primary':'True'}]}"))
                .isEqualTo(json("{'userName':'ada','emails':[{'type':'work','value':'a@x','primary':false},"
                        + "{'type':'home','value':'b@x'},{'value':'c@x','primary':true}]}"));
        assertThat(patched(TWO_EMAILS, "{'op':'add','path':'emails[type eq \\\"home\\\"].primary','value':true}"))
                .isEqualTo(json("{'userName':'ada','emails':[{'type':'work','value':'a@x','primary':false},"
                        + "{'type':'home','value':'b@x','primary':true}]}"));
    }

    @Test
    void takesRolesWhosePrimaryIsAText() {
        assertThat(patched(ADA, "{'op':'Add','path':'roles','value':[{'value':'dev','primary':'True'}]}"))
                .isEqualTo(json("{'userName':'ada','active':true,'roles':[{'value':'dev','primary':true}]}"));
    }

    @Test
    void addsAValueOnlyOnce() {
        assertThat(patched(TWO_EMAILS, "{'op':'add','path':'emails','value':{'type':'home','value':'b@x'}}"))
                .isEqualTo(json(TWO_EMAILS));
    }

    @Test
    void removesTheValuesThatTheOperationNames() {
        var without = json("{'userName':'ada','emails':[{'type':'work','value':'a@x','primary':true}]}");

        assertThat(patched(TWO_EMAILS, "{'op':'Remove','path':'emails','value':[{'$ref':null,'value':'b@x'}]}"))
                .isEqualTo(without);
        assertThat(patched(TWO_EMAILS, "{'op':'Remove','path':'emails','value':[]}"))
                .isEqualTo(json(TWO_EMAILS));
        assertThat(patched(TWO_EMAILS, "{'op':'Remove','path':'emails','value':[{'value':'z@x'}]}"))
                .isEqualTo(json(TWO_EMAILS));
        assertThat(patched(TWO_EMAILS, "{'op':'Remove','path':'emails'}")).isEqualTo(json("{'userName':'ada'}"));
    }

    @Test
    void setsAManagerByATextAndClearsItByAnEmptyOne() {
        var path = ENTERPRISE + ":manager";
        var managed = patched(ADA, "{'op':'Add','path':'%s','value':'42'}".formatted(path));

        assertThat(managed.path(ENTERPRISE).path("manager")).isEqualTo(json("{'value':'42'}"));
        assertThat(patched(managed.toString(), "{'op':'Replace','path':'%s','value':''}".formatted(path)))
                .isEqualTo(json(ADA));
        assertThat(patched(managed.toString(), "{'op':'Replace','path':'%s','value':{'value':'43'}}".formatted(path))
                        .path(ENTERPRISE)
                        .path("manager"))
                .isEqualTo(json("{'value':'43'}"));
        assertThat(patched(managed.toString(), "{'op':'remove','path':'%s'}".formatted(path)))
                .isEqualTo(json(ADA));
    }

    @Test
    void replacingByNullIsRemoving() {
        var named = "{'userName':'ada','title':'Countess','emails':[{'value':'a@x'}]}";

        assertThat(patched(named, "{'op':'Replace','path':'title','value':null}"))
                .isEqualTo(json("{'userName':'ada','emails':[{'value':'a@x'}]}"));
        assertThat(patched(named, "{'op':'replace','path':'emails','value':[]}"))
                .isEqualTo(json("{'userName':'ada','title':'Countess'}"));
        assertThat(patched(named, "{'op':'Replace','path':'title','value':''}")
                        .path("title")
                        .asText("?"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'op':'remove','path':'emails','value':null}",
                "{'op':'Remove','path':'emails','value':''}",
                "{'op':'remove','path':'emails.value','value':null}",
                "{'op':'remove','path':'emails.value','value':'a@x'}",
                "{'op':'Replace','path':'emails','value':null}",
                "{'op':'replace','path':'emails','value':''}",
                "{'op':'replace','path':'emails','value':' '}",
                "{'op':'replace','path':'emails','value':{}}",
                "{'op':'replace','path':'emails','value':[null]}",
                "{'op':'replace','path':'emails','value':[{},'']}",
                "{'op':'replace','path':'emails','value':[{'adress':'c@x'}]}",
                "{'op':'replace','path':'emails.value','value':null}",
                "{'op':'replace','path':'emails.value','value':[]}",
                "{'op':'replace','value':{'emails':null}}",
            })
    void aSlipOfTheValueEmptiesNoList(String operation) {
        assertThat(refusal(TWO_EMAILS, operation)).isEqualTo(ErrorType.INVALID_VALUE);
    }

    @Test
    void aRemoveOfAPartOfASchemaDoesNotEndAllOfIt() {
        assertThat(refusal(ADA, "{'op':'remove','path':'" + ENTERPRISE + "','value':{'department':'Engines'}}"))
                .isEqualTo(ErrorType.NO_TARGET);
    }

    @Test
    void aFilterThatChoosesSaysWhatIsRemovedWhateverTheValue() {
        assertThat(patched(TWO_EMAILS, "{'op':'remove','path':'emails[type eq \\\"home\\\"]','value':null}"))
                .isEqualTo(json("{'userName':'ada','emails':[{'type':'work','value':'a@x','primary':true}]}"));
    }

    @Test
    void removingWhatIsNotThereIsDone() {
        assertThat(patched(ADA, "{'op':'remove','path':'title'}")).isEqualTo(json(ADA));
        assertThat(patched(ADA, "{'op':'remove','path':'emails[type eq \\\"work\\\"]'}"))
                .isEqualTo(json(ADA));
        assertThat(patched(ADA, "{'op':'remove','path':'" + ENTERPRISE + "'}")).isEqualTo(json(ADA));
        assertThat(patched(ADA, "{'op':'remove','path':'name.givenName'}")).isEqualTo(json(ADA));
    }

    @Test
    void addingToAComplexValueKeepsTheRestOfIt() {
        var named = "{'userName':'ada','name':{'givenName':'Ada','familyName':'Byron'}}";

        assertThat(patched(named, "{'op':'replace','path':'name','value':{'familyName':'Lovelace'}}"))
                .isEqualTo(json("{'userName':'ada','name':{'givenName':'Ada','familyName':'Lovelace'}}"));
        assertThat(patched(named, "{'op':'replace','path':'NAME.FAMILYNAME','value':'Lovelace'}"))
                .isEqualTo(json("{'userName':'ada','name':{'givenName':'Ada','familyName':'Lovelace'}}"));
    }

    @Test
    void anEmptyListOfOperationsChangesNothing() {
        assertThat(apply(ADA, "{'Operations':[]}")).isEqualTo(json(ADA));
    }

    @Test
    void eachOperationSeesWhatTheOnesBeforeItLeft() {
        assertThat(apply(
                        ADA, "{'operations':[{'op':'add','path':'title','value':'a'},{'op':'remove','path':'title'}]}"))
                .isEqualTo(json(ADA));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'op':'remove'} | NO_TARGET",
                "{'op':'remove','path':'userName'} | MUTABILITY",
                "{'op':'replace','path':'userName','value':null} | MUTABILITY",
                "{'op':'replace','path':'id','value':'8'} | MUTABILITY",
                "{'op':'add','path':'groups','value':[{'value':'8'}]} | MUTABILITY",
                "{'op':'add','path':'meta.created','value':'8'} | MUTABILITY",
                "{'op':'add','path':'nothing','value':'8'} | INVALID_PATH",
                "{'op':'add','path':'password.value','value':'8'} | INVALID_PATH",
                "{'op':'add','path':'name.nothing','value':'8'} | INVALID_PATH",
                "{'op':'add','path':'emails[','value':'8'} | INVALID_PATH",
                "{'op':'add','path':'emails[nothing eq 1].value','value':'8'} | INVALID_PATH",
                "{'op':'add','path':'title[a eq 1]','value':'8'} | INVALID_PATH",
                "{'op':'add','path':'urn:x:y','value':'8'} | INVALID_PATH",
                "{'op':'add','path':'active','value':'maybe'} | INVALID_VALUE",
                "{'op':'add','path':'active','value':1} | INVALID_VALUE",
                "{'op':'add','path':'title','value':{'a':1}} | INVALID_VALUE",
                "{'op':'add','path':'name','value':'Ada'} | INVALID_VALUE",
                "{'op':'add','path':'title','value':'a\\u0000b'} | INVALID_VALUE",
                "{'op':'add','path':'title','value':'a\\ud800b'} | INVALID_VALUE",
                "{'op':'add','value':'Ada'} | INVALID_VALUE",
                "{'op':'add','path':'title'} | INVALID_SYNTAX",
                "{'op':'move','path':'title','value':'x'} | INVALID_SYNTAX",
                "{'path':'title','value':'x'} | INVALID_SYNTAX",
                "7 | INVALID_SYNTAX",
            })
    void refusesWhatCannotBeMeant(String operation, ErrorType type) {
        assertThat(refusal(ADA, operation)).isEqualTo(type);
    }

    /** As POST and PUT do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'op':'replace','path':'password','value':'Secret1!'}",
                "{'op':'Add','path':'urn:ietf:params:scim:schemas:core:2.0:User:PASSWORD','value':'Secret1!'}",
                "{'op':'remove','path':'password'}",
                "{'op':'replace','value':{'password':'Secret1!'}}",
            })
    void aPasswordIsPassedOver(String operation) {
        assertThat(patched(ADA, operation)).isEqualTo(json(ADA));
    }

    @Test
    void aGroupHasNoPasswordToPassOver() {
        JsonNode body = json("{'Operations':[{'op':'replace','path':'password','value':'x'}]}");

        assertThat(catchThrowableOfType(ScimFailure.class, () -> PatchReader.read(ResourceSchema.GROUP, "7", body))
                        .type())
                .contains(ErrorType.INVALID_PATH);
    }

    @Test
    void saysWhichAttributeThereIsNotAndWhatOfAPathCannotBeRead() {
        assertThat(detail("{'op':'add','path':'name.nope','value':'x'}"))
                .isEqualTo("There is no attribute name.nope of a User");
        assertThat(detail("{'op':'add','path':'emails[type eq \\\"work\\\"].nope','value':'x'}"))
                .isEqualTo("There is no attribute emails.nope of a User");
        assertThat(detail("{'op':'add','path':'emails[" + "(".repeat(20) + "','value':'x'}"))
                .isEqualTo("The path cannot be read: brackets nest deeper than 16");
        assertThat(detail("{'op':'add','path':'emails[','value':'x'}"))
                .isEqualTo("The path cannot be read: at character 8, expected an attribute");
    }

    private static String detail(String operation) {
        return catchThrowableOfType(ScimFailure.class, () -> patched(ADA, operation))
                .detail();
    }

    @Test
    void refusesToGuessWhichOfSeveralValuesIsMeant() {
        assertThat(refusal(TWO_EMAILS, "{'op':'replace','path':'emails.value','value':'c@x'}"))
                .isEqualTo(ErrorType.NO_TARGET);
        assertThat(
                        refusal(
                                ADA,
                                "{'op':'add','path':'emails','value':[{'value':'a','primary':true},{'value':'b','primary':true}]}"))
                .isEqualTo(ErrorType.INVALID_VALUE);
    }

    @Test
    void aPrimaryValueThatMakesAnotherEqualLeavesItOnce() {
        assertThat(patched(
                        TWO_EMAILS,
                        "{'op':'add','path':'emails','value':[{'value':'c@x','primary':true},"
                                + "{'type':'work','value':'a@x','primary':false},{'value':'d@x'},{'value':'d@x'}]}"))
                .isEqualTo(json("{'userName':'ada','emails':[{'type':'work','value':'a@x','primary':false},"
                        + "{'type':'home','value':'b@x'},{'value':'c@x','primary':true},{'value':'d@x'}]}"));
    }

    @Test
    void aThousandOperationsOfAThousandValuesEachEndInSeconds() {
        String there = emails("there");
        var operations = new ArrayList<PatchOperation>();
        operations.addAll(operations("{'op':'add','path':'emails','value':" + there + "}"));
        var addedAgain = operations("{'op':'add','path':'emails','value':" + there + "}");
        var removed = operations("{'op':'remove','path':'emails','value':" + emails("nowhere") + "}");
        for (int i = 0; i < 500; i++) {
            operations.addAll(addedAgain);
            operations.addAll(removed);
        }

        ObjectNode after = assertTimeoutPreemptively(
                Duration.ofSeconds(15), () -> DocumentPatch.apply((ObjectNode) json(ADA), operations));

        assertThat(after.path("emails")).isEqualTo(json(there));
    }

    @Test
    void refusesToNameMoreThanFiveThousandValues() {
        String operation = "{'op':'add','path':'emails','value':" + emails("a") + "}";

        assertThat(operations(String.join(",", Collections.nCopies(5, operation))))
                .hasSize(5);
        assertThat(catchThrowableOfType(
                                ScimFailure.class,
                                () -> operations(String.join(",", Collections.nCopies(5, operation))
                                        + ",{'op':'add','path':'title','value':'x'}"))
                        .status())
                .isEqualTo(413);
    }

    private static List<PatchOperation> operations(String operations) {
        return PatchReader.read(ResourceSchema.USER, "7", json("{'Operations':[" + operations + "]}"));
    }

    /** A thousand addresses. */
    private static String emails(String prefix) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> "{'type':'work','value':'" + prefix + i + "@x'}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void refusesABodyWithoutOperations() {
        assertThat(catchThrowableOfType(ScimFailure.class, () -> apply(ADA, "{'schemas':[]}"))
                        .type())
                .contains(ErrorType.INVALID_SYNTAX);
    }

    private static ErrorType refusal(String document, String operation) {
        return catchThrowableOfType(ScimFailure.class, () -> patched(document, operation))
                .type()
                .orElseThrow();
    }

    private static ObjectNode patched(String document, String operation) {
        return apply(document, "{'Operations':[" + operation + "]}");
    }

    private static ObjectNode apply(String document, String body) {
        return DocumentPatch.apply((ObjectNode) json(document), PatchReader.read(ResourceSchema.USER, "7", json(body)));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
