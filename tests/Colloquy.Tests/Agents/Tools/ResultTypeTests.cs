using System.Collections;
using System.Drawing;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Tools;

/// <summary>What a tool returns is written so that two values that differ differ for the model, or refused when the tool is made.</summary>
public sealed class ResultTypeTests
{
    private readonly InMemorySessionStore _store = new();

    /// <summary>Tools that return one value or another, by their argument.</summary>
    public static TheoryData<string> Kinds => [.. Tools.Keys];

    private static Dictionary<string, Func<AIFunction>> Tools { get; } = new()
    {
        ["int"] = Of(1, 2), ["bool"] = Of(true, false), ["string"] = Of("a", "b"), ["char"] = Of('a', 'b'), ["decimal"] = Of(1.5m, 2.5m),
        ["double"] = Of(0.5, 1.5), ["NaN"] = Of(double.NaN, 1), ["infinity"] = Of(double.PositiveInfinity, double.NegativeInfinity), ["float NaN"] = Of(float.NaN, 1f),
        ["Half"] = Of((Half)1, (Half)2), ["Int128"] = Of((Int128)1, (Int128)2), ["UInt128"] = Of(UInt128.MaxValue, UInt128.MinValue),
        ["BigInteger"] = Of(new BigInteger(5), new BigInteger(7)), ["large BigInteger"] = Of(BigInteger.Pow(10, 60), BigInteger.Pow(10, 60) + 1), ["BigInteger?"] = Of<BigInteger?>(5, 7),
        ["Complex"] = Of(new Complex(1, 2), new Complex(1, 3)), ["Guid"] = Of(new Guid(1, 2, 3, [1, 2, 3, 4, 5, 6, 7, 8]), Guid.Empty),
        ["DateTime"] = Of(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc)), ["DateOnly"] = Of(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 2)),
        ["TimeSpan"] = Of(TimeSpan.FromTicks(1), TimeSpan.FromTicks(2)), ["Uri"] = Of(new Uri("http://a"), new Uri("http://b")), ["Version"] = Of(new Version(1, 2), new Version(1, 3)),
        ["tuple"] = Of((1, "a"), (1, "b")), ["named tuple"] = Of((Count: 1, Name: "a"), (Count: 2, Name: "a")), ["tuple of eight"] = Of((1, 2, 3, 4, 5, 6, 7, 8), (1, 2, 3, 4, 5, 6, 7, 9)),
        ["tuple of tuples"] = Of(((1, 2), 3), ((1, 4), 3)), ["list of tuples"] = Of<List<(int, int)>>([(1, 2)], [(1, 3)]), ["tuples by name"] = Of(new Dictionary<string, (int, int)> { ["a"] = (1, 2) }, new() { ["a"] = (1, 3) }),
        ["tuple?"] = Of<(int, int)?>((1, 2), (1, 3)), ["Tuple"] = Of(Tuple.Create(1, "a"), Tuple.Create(1, "b")), ["pair"] = Of(KeyValuePair.Create("a", 1), KeyValuePair.Create("a", 2)),
        ["anonymous"] = Of<object>(new { At = (1, 2), Sum = new BigInteger(5) }, new { At = (1, 3), Sum = new BigInteger(5) }), ["object"] = Of<object>((1, 2), (1, 3)), ["objects"] = Of<object[]>([(1, 2)], [(1, 3)]),
        ["fields"] = Of(new Fields { A = 1 }, new Fields { A = 2 }), ["class of fields"] = Of(new ClassOfFields { A = 1 }, new ClassOfFields { A = 2 }), ["record"] = Of(new Place("a", (1, 2)), new Place("a", (1, 3))),
        ["Vector3"] = Of(new Vector3(1, 2, 3), new Vector3(1, 2, 4)), ["Quaternion"] = Of(new Quaternion(1, 2, 3, 4), new Quaternion(1, 2, 3, 5)), ["Matrix4x4"] = Of(Matrix4x4.Identity, Matrix4x4.Identity * 2), ["Plane"] = Of(new Plane(1, 2, 3, 4), new Plane(1, 2, 3, 5)),
        ["Point"] = Of(new Point(1, 2), new Point(1, 3)), ["Color"] = Of(Color.Red, Color.Blue), ["Index"] = Of(^1, 1), ["Range"] = Of(1..2, 1..3),
        ["StringBuilder"] = Of(new StringBuilder("abc"), new StringBuilder("abd")), ["IPAddress"] = Of(IPAddress.Loopback, IPAddress.Any), ["IPv6"] = Of(IPAddress.IPv6Loopback, IPAddress.IPv6Any), ["IPEndPoint"] = Of(new IPEndPoint(1, 1), new IPEndPoint(1, 2)),
        ["Regex"] = Of(new Regex("a"), new Regex("b")), ["Rune"] = Of(new Rune('a'), new Rune('b')),
        ["XElement"] = Of(XElement.Parse("<a>1</a>"), XElement.Parse("<a>2</a>")), ["XDocument"] = Of(XDocument.Parse("<a>1</a>"), XDocument.Parse("<a>2</a>")),
        ["JsonNode"] = Of(JsonNode.Parse("1")!, JsonNode.Parse("2")!), ["JsonElement"] = Of(JsonElement.Parse("1"), JsonElement.Parse("2")), ["BitArray"] = Of(new BitArray([true]), new BitArray([false])),
        ["memory"] = Of(new ReadOnlyMemory<byte>([1]), new ReadOnlyMemory<byte>([2])), ["segment"] = Of(new ArraySegment<int>([1]), new ArraySegment<int>([2])), ["bytes"] = Of<byte[]>([1], [2]),
        ["task"] = Of(Task.FromResult((1, 2)), Task.FromResult((1, 3))), ["value task"] = () => AgentTool.Create((bool first) => ValueTask.FromResult((1, first ? 2 : 3)), "get"),
        ["asynchronous"] = () => AgentTool.Create((bool first) => Stream(first ? 1 : 2), "get"), ["days"] = Of<Dictionary<DayOfWeek, (int, int)>>(new() { [DayOfWeek.Monday] = (1, 2) }, new() { [DayOfWeek.Monday] = (1, 3) }),
        ["content"] = Of<AIContent>(new TextContent("a"), new TextContent("b")), ["exception"] = Of(new InvalidOperationException("a"), new InvalidOperationException("b")),

        ["delegate"] = Of<Func<int>>(() => 1, () => 2), ["type"] = Of(typeof(int), typeof(string)), ["pointer"] = Of((IntPtr)1, (IntPtr)2), ["table"] = Of(new int[1, 1], new int[1, 2]), ["stream"] = Of<Stream>(new MemoryStream([1]), new MemoryStream([2])),
        ["tuple keys"] = Of(new Dictionary<(int, int), string> { [(1, 2)] = "a" }, new() { [(1, 3)] = "a" }), ["XmlDocument"] = Of(new XmlDocument(), new XmlDocument()), ["lazy"] = Of(new Lazy<string>("a"), new Lazy<string>("b")),
        ["within"] = Of(new Holds(typeof(int)), new Holds(typeof(string))), ["in a list"] = Of<List<Stream>>([new MemoryStream([1])], [new MemoryStream([2])]), ["token"] = Of(new CancellationToken(true), CancellationToken.None), ["request"] = Of(new HttpRequestMessage(), new HttpRequestMessage()),
        ["file"] = Of(new FileInfo("a"), new FileInfo("b")), ["encoding"] = Of(Encoding.UTF8, Encoding.ASCII), ["culture"] = Of(CultureInfo.InvariantCulture, CultureInfo.InvariantCulture), ["generic vector"] = Of(new Vector<int>(1), new Vector<int>(2)),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Two_values_differ_for_the_model_or_the_tool_is_refused(string kind)
    {
        AIFunction tool;
        try
        {
            tool = Tools[kind]();
        }
        catch (ArgumentException refused)
        {
            Assert.StartsWith("Tool 'get' returns ", refused.Message, StringComparison.Ordinal);
            Assert.Contains("Return a text, or a record of your own", refused.Message, StringComparison.Ordinal);
            Assert.Contains(kind, s_refused);
            return;
        }

        Assert.DoesNotContain(kind, s_refused);
        var (first, second) = (await ReturnAsync(tool, first: true), await ReturnAsync(tool, first: false));
        Assert.DoesNotContain("Error", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("tuple", """{"item1":1,"item2":"a"}""")]
    [InlineData("large BigInteger", "1000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("StringBuilder", "abc")]
    [InlineData("NaN", "NaN")]
    [InlineData("record", """{"name":"a","at":{"item1":1,"item2":2}}""")]
    [InlineData("Vector3", """{"x":1,"y":2,"z":3}""")]
    public async Task A_value_is_written_well(string kind, string written) =>
        Assert.Equal(written, (await ReturnAsync(Tools[kind](), first: true)).Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));

    [Fact]
    public async Task Tuples_and_large_numbers_are_read_as_arguments_too()
    {
        var tool = AgentTool.Create(((int X, int Y) at, BigInteger by) => at.X * by + at.Y, "move");
        var arguments = JsonElement.Parse("""{"at":{"item1":2,"item2":1},"by":100000000000000000000000}""").EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value);
        var model = new ScriptedChatClient(Reply.Step("m", null, new FunctionCallContent("c1", "move", arguments)), Say("Done."));

        var answer = await new Agent(model) { Tools = [tool] }.RunAsync("go");

        Assert.Equal("200000000000000000000001", answer.ToolCalls.Single().Result?.ToString());
        Assert.Equal(["item1", "item2"], tool.JsonSchema.GetProperty("properties").GetProperty("at").GetProperty("properties").EnumerateObject().Select(property => property.Name));
        Assert.Equal("integer", tool.JsonSchema.GetProperty("properties").GetProperty("by").GetProperty("type").GetString());
    }

    [Fact]
    public async Task They_are_read_as_answers_too()
    {
        var model = new ScriptedChatClient(Say("""{"item1":5,"item2":{"item1":"a","item2":12345678901234567890123}}"""));

        var answer = await new Agent(model).RunAsync<(int, (string, BigInteger))>("go");

        Assert.Equal((5, ("a", BigInteger.Parse("12345678901234567890123", CultureInfo.InvariantCulture))), answer.Value);
        Assert.Contains("\"item2\"", Assert.IsType<ChatResponseFormatJson>(model.Requests[0].Options!.ResponseFormat).Schema!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_is_what_middleware_returns_in_place_of_a_result()
    {
        var model = new ScriptedChatClient(Call(("c1", "get", "x")), Say("Done."));
        var agent = new Agent(model) { Tools = [AgentTool.Create((string value) => 1, "get")], Middleware = [new Replacing((1, new BigInteger(5)))] };

        var answer = await agent.RunAsync("go");

        Assert.Equal("""{"item1":1,"item2":5}""", answer.ToolCalls.Single().Result?.ToString());
    }

    [Fact]
    public void A_schema_of_a_number_stays_as_it_was()
    {
        var tool = AgentTool.Create((double by, int count, string name) => by, "scale");
        var plain = AIFunctionFactory.Create((double by, int count, string name) => by, "scale");

        Assert.Equal(plain.JsonSchema.GetRawText(), tool.JsonSchema.GetRawText());
    }

    private static readonly HashSet<string> s_refused = ["culture", "delegate", "type", "pointer", "table", "stream", "tuple keys", "XmlDocument", "lazy", "within", "in a list", "token", "request", "file", "encoding", "generic vector"];

    private static Func<AIFunction> Of<T>(T first, T second) => () => AgentTool.Create((bool first_) => first_ ? first : second, "get");

    private static async IAsyncEnumerable<(int, int)> Stream(int value)
    {
        await Task.Yield();
        yield return (1, value);
    }

    private async Task<string> ReturnAsync(AIFunction tool, bool first)
    {
        var name = tool.JsonSchema.GetProperty("properties").EnumerateObject().Single().Name;
        var model = new ScriptedChatClient(Reply.Step("m", null, new FunctionCallContent("c1", "get", new Dictionary<string, object?> { [name] = first })), Say("Done."), Say("Again."));
        var agent = new Agent(model) { Tools = [tool] };
        var session = await _store.OpenAsync(new SessionKey(SessionId.New()));
        await agent.RunAsync("go", session);
        await agent.RunAsync("again", session);
        return model.Requests[2].Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Single().Result switch
        {
            IEnumerable<AIContent> contents => string.Concat(contents),
            JsonElement { ValueKind: JsonValueKind.Object or JsonValueKind.Array } json => json.GetRawText(),
            var result => result?.ToString() ?? "",
        };
    }

    private struct Fields
    {
        public int A;
    }

    private sealed class ClassOfFields
    {
        public int A;
    }

    private sealed record Place(string Name, (int, int) At);

    private sealed record Holds(Type Type);

    private sealed class Replacing(object result) : AgentMiddleware
    {
        public override ValueTask<object?> OnToolCallAsync(ToolRequest request, Func<ToolRequest, CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken) => new(result);
    }
}
