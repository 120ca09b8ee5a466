using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Tools;

/// <summary>Schemas are sent as objects that say what they said, and references lead somewhere.</summary>
public sealed class ToolSchemaTests
{
    public static TheoryData<string, string> Schemas => new()
    {
        { """{"type":"object","properties":{"a":{"type":"string"}}}""", """{"type":"object","properties":{"a":{"type":"string"}}}""" },
        { """{"properties":{"a":{"type":"string"}},"required":["a"]}""", """{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""" },
        { """{"type":["object","null"],"properties":{"a":{}}}""", """{"type":"object","properties":{"a":{}}}""" },
        { "{}", """{"type":"object","properties":{}}""" },
        { "true", """{"type":"object","properties":{}}""" },
        { "null", """{"type":"object","properties":{}}""" },
        {
            """{"$ref":"#/$defs/Order","$defs":{"Order":{"type":"object","properties":{"next":{"$ref":"#/$defs/Order"}},"required":["next"]}}}""",
            """{"type":"object","properties":{"next":{"$ref":"#/$defs/Order"}},"required":["next"],"$defs":{"Order":{"type":"object","properties":{"next":{"$ref":"#/$defs/Order"}},"required":["next"]}}}"""
        },
        {
            """{"anyOf":[{"type":"object","properties":{"id":{"type":"string"},"all":{"type":"boolean"}},"required":["id"]},{"type":"object","properties":{"id":{"type":"integer"},"name":{"type":"string"}},"required":["id","name"]}]}""",
            """{"type":"object","properties":{"id":{"anyOf":[{"type":"string"},{"type":"integer"}]},"all":{"type":"boolean"},"name":{"type":"string"}},"required":["id"],"description":"Give the properties of one of these: {id, all?}; or {id, name}."}"""
        },
        {
            """{"description":"Finds.","oneOf":[{"$ref":"#/definitions/A"},{"properties":{"b":{"type":"string"}}}],"definitions":{"A":{"type":"object","properties":{"a":{"type":"string"}}}}}""",
            """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"description":"Finds. Give the properties of one of these: {a?}; or {b?}.","definitions":{"A":{"type":"object","properties":{"a":{"type":"string"}}}}}"""
        },
        {
            """{"allOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{"type":"string"}},"required":["b"]}]}""",
            """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["a","b"]}"""
        },
        { """{"$ref":"#/nowhere"}""", """{"type":"object","properties":{}}""" },
        { """{"$ref":"#"}""", """{"type":"object","properties":{}}""" },
    };

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task A_schema_is_sent_as_an_object_that_says_the_same(string schema, string sent)
    {
        var model = new ScriptedChatClient(Say("Hi."));

        await new Agent(model) { Tools = [new Tool(JsonElement.Parse(schema))] }.RunAsync("go");

        var declared = Assert.IsAssignableFrom<AIFunctionDeclaration>(model.Requests[0].Options!.Tools!.Single()).JsonSchema;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(sent), JsonNode.Parse(declared.GetRawText())), declared.GetRawText());
        Assert.Empty(Dangling(declared));
    }

    [Fact]
    public async Task A_reference_into_a_choice_still_leads_somewhere()
    {
        var schema = """{"anyOf":[{"type":"object","properties":{"kids":{"type":"array","items":{"$ref":"#/anyOf/0"}}}},{"type":"object","properties":{"leaf":{"$ref":"#/anyOf/1/properties/x"},"x":{"type":"string"}}}]}""";
        var model = new ScriptedChatClient(Say("Hi."));

        await new Agent(model) { Tools = [new Tool(JsonElement.Parse(schema))] }.RunAsync("go");

        var declared = ((AIFunctionDeclaration)model.Requests[0].Options!.Tools!.Single()).JsonSchema;
        Assert.Empty(Dangling(declared));
        Assert.False(declared.TryGetProperty("anyOf", out _));
    }

    [Fact]
    public async Task References_of_any_answer_lead_somewhere()
    {
        await AskAsync<List<Tree>>("""{"data":[{"name":"oak","kids":[{"name":"acorn","kids":[]}]}]}""", trees => trees[0].Kids[0].Name, "acorn");
        await AskAsync<Tree>("""{"name":"oak","kids":[]}""", tree => tree.Name, "oak");
        await AskAsync<Tree[]>("""{"data":[{"name":"oak","kids":[]}]}""", trees => trees[0].Name, "oak");
        await AskAsync<Dictionary<string, Tree>>("""{"a":{"name":"oak","kids":[]}}""", trees => trees["a"].Name, "oak");
        await AskAsync<List<Dictionary<string, List<Tree>>>>("""{"data":[{"a":[{"name":"oak","kids":[]}]}]}""", trees => trees[0]["a"][0].Name, "oak");
        await AskAsync<List<Odd>>("""{"data":[{"a/b~c":null}]}""", odd => odd[0].Next is null ? "none" : "", "none");
    }

    private static async Task AskAsync<T>(string answer, Func<T, string> read, string expected)
    {
        var model = new ScriptedChatClient(Say(answer));

        var value = (await new Agent(model).RunAsync<T>("go")).Value;

        Assert.Equal(expected, read(value));
        var schema = Assert.IsType<ChatResponseFormatJson>(model.Requests[0].Options!.ResponseFormat).Schema!.Value;
        Assert.Empty(Dangling(schema));
    }

    /// <summary>The references in a schema that lead nowhere.</summary>
    private static List<string> Dangling(JsonElement schema)
    {
        List<string> references = [];
        Collect(schema);
        return [.. references.Where(reference => !Leads(reference))];

        void Collect(JsonElement part)
        {
            if (part.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in part.EnumerateArray())
                    Collect(item);
            }
            else if (part.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in part.EnumerateObject())
                {
                    if (property.NameEquals("$ref") && property.Value.ValueKind == JsonValueKind.String)
                        references.Add(property.Value.GetString()!);
                    Collect(property.Value);
                }
            }
        }

        bool Leads(string reference)
        {
            var at = schema;
            foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
                if (at.ValueKind == JsonValueKind.Array ? int.Parse(name, null) is var index && index < at.GetArrayLength() : at.TryGetProperty(name, out _))
                    at = at.ValueKind == JsonValueKind.Array ? at[int.Parse(name, null)] : at.GetProperty(name);
                else
                    return false;
            }

            return true;
        }
    }

    private sealed record Tree(string Name, List<Tree> Kids);

    private sealed class Odd
    {
        [System.Text.Json.Serialization.JsonPropertyName("a/b~c")]
        public Odd? Next { get; set; }
    }

    private sealed class Tool(JsonElement schema) : AIFunction
    {
        public override string Name => "tool";

        public override JsonElement JsonSchema => schema;

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => new("x");
    }
}
