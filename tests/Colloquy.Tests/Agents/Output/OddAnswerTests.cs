using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>Answers that are no value, or not only one: what goes wrong on reading is repaired once, and ends in one typed exception.</summary>
public sealed class OddAnswerTests
{
    private const string Good = """{"category":"billing","urgent":true}""";

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private const string Signs = "{}[]\",:null0\\\u0000\ud800";

    private readonly InMemorySessionStore _store = new();

    public static TheoryData<string> Wrapped => new(
        "\ufeff" + Good,
        "<think>Is it {\"category\":\"tech\",\"urgent\":false}? No.</think>" + Good,
        "<thinking>\nHm.\n</thinking>\n\n```json\n" + Good + "\n```",
        "It may be tech.</think>" + Good,
        "<THINK>a<think>b</think>c</THINK>" + Good,
        "Sure! Here it is:\n```json\n" + Good + "\n```\nAnything else?",
        "Sure! Here it is:\n\n" + Good + "\n\nAnything else? {smile}",
        "```\n" + Good + "\n```\nand again\n```json\n" + Good + "\n```",
        "```json " + Good + "```",
        "```json\n" + Good,
        """{"category":"billing","urgent":true,}""",
        "{\"category\":\"billing\", // the invoice\n\"urgent\":true}",
        """[See invoice 7] {"category":"billing","urgent":true}""",
        """{"urgent":true,"category":"billing","confidence":0.9}""");

    public static TheoryData<string, string> WholeNumbers => new()
    {
        { """{"count":1.0,"price":2.5,"many":[1e2,3.00],"big":4E1}""", """{"count":1,"price":2.5,"many":[100,3],"big":40}""" },
        { """{"count":-7.0,"price":2.0,"many":[],"big":1e15}""", """{"count":-7,"price":2,"many":[],"big":1000000000000000}""" },
        { """{"count":0.0,"price":1e-3,"many":[0e5],"big":12}""", """{"count":0,"price":0.001,"many":[0],"big":12}""" },
    };

    [Theory]
    [MemberData(nameof(WholeNumbers))]
    public void A_whole_number_may_have_a_fraction_or_an_exponent_as_the_schema_allows(string text, string same)
    {
        Assert.True(new OutputFormat<Numbers>().TryParse(text, out var read, out _));
        Assert.True(new OutputFormat<Numbers>().TryParse(same, out var plain, out _));

        Assert.Equal(JsonSerializer.Serialize(plain), JsonSerializer.Serialize(read));
    }

    [Theory]
    [InlineData("""{"count":1.5,"price":2,"many":[],"big":1}""")]
    [InlineData("""{"count":1e30,"price":2,"many":[],"big":1}""")]
    [InlineData("""{"count":1e-400,"price":2,"many":[],"big":1}""")]
    [InlineData("""{"count":1e-28,"price":2,"many":[],"big":1}""")]
    [InlineData("""{"count":1,"price":2,"many":[0.1],"big":1}""")]
    public void A_number_that_is_not_whole_or_does_not_fit_is_refused(string text) =>
        Assert.False(new OutputFormat<Numbers>().TryParse(text, out _, out _));

    private sealed record Numbers(int Count, double Price, IReadOnlyList<short> Many, long Big);

    [Theory]
    [MemberData(nameof(Wrapped))]
    public async Task What_stands_around_the_value_is_passed_over(string text)
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Say(text));

        Assert.Equal(new Routing("billing", true), (await new Agent(model).RunAsync<Routing>("Hm.")).Value);
    }

    [Fact]
    public async Task A_bare_value_is_read_where_a_value_was_asked_for()
    {
        Assert.Equal(42, await AskAsync<int>("42"));
        Assert.Equal(42, await AskAsync<int>("<think>6 * 7</think> 42"));
        Assert.True(await AskAsync<bool>("true"));
        Assert.Equal("x", await AskAsync<string>("\"x\""));
        Assert.Equal(new[] { 1, 2 }, (IEnumerable<int>)await AskAsync<int[]>("[1,2]"));
        Assert.Equal([1, 2], await AskAsync<List<int>>("The numbers are [1, 2]."));
        Assert.Equal(DayOfWeek.Friday, await AskAsync<DayOfWeek>("\"Friday\""));
        Assert.Null(await AskAsync<int?>("null"));
        Assert.Equal(1.5m, await AskAsync<decimal?>("{\"data\":1.5}"));
        Assert.Equal(new Circle(2), await AskAsync<Shape>("""{"radius":2,"$type":"circle"}"""));
    }

    public static TheoryData<string, Type, string> Wrong => new()
    {
        { "null", typeof(Routing), "The value is null." },
        { "null", typeof(string), "The value is null." },
        { "{\"data\":null}", typeof(int[]), "The value is null." },
        { "{\"data\":null}", typeof(string), "The value is null." },
        { "[\"a\",null]", typeof(string[]), "The value at $[1] is null" },
        { "[[\"a\"],[null]]", typeof(List<List<string>>), "The value at $[1][0] is null" },
        { "{\"a\":null}", typeof(Dictionary<string, string>), "The value at $.a is null" },
        { """{"names":["a",null],"notes":[null],"inner":null,"more":{"x":"y"}}""", typeof(Lists), "The value at $.names[1] is null" },
        { """{"names":[],"notes":[null],"inner":null,"more":{"x":null}}""", typeof(Lists), "The value at $.more.x is null" },
        { """{"names":[],"notes":[],"inner":{"category":null,"urgent":true},"more":{}}""", typeof(Lists), "The value at $.inner.category is null" },
        { """{"radius":null,"$type":"circle"}""", typeof(Shape), "The value at $.radius is null" },
        { """{"percent":120}""", typeof(Checked), "Percent is 0 to 100." },
        { """{"percent":-1}""", typeof(Checked), "A value cannot be made of it (InvalidOperationException)." },
        { """{"name":"x"}""", typeof(Setter), "A value cannot be made of it (NotSupportedException)." },
        { """{"odd":"x"}""", typeof(Converted), "A value cannot be made of it (KeyNotFoundException)." },
        { "{\"sides\":3}", typeof(IShape), "A value cannot be made of it (NotSupportedException)." },
        { """{"category":"a","category":"b","urgent":true}""", typeof(Routing), "category" },
        { """{"category":"a"}""", typeof(Routing), "urgent" },
        { """{"category":"\ud800","urgent":true}""", typeof(Routing), "It is not JSON of the schema" },
        { "99999999999999999999", typeof(int), "It is not JSON of the schema" },
        { $"{Good}\n{{\"category\":\"tech\",\"urgent\":true}}", typeof(Routing), "It holds more than one answer, and they differ." },
        { $"For example:\n```\n{Good}\n```\nMine:\n```\n{{\"category\":\"tech\",\"urgent\":true}}\n```", typeof(Routing), "It holds more than one answer, and they differ." },
        { new string('[', 200) + new string(']', 200), typeof(int[]), "It is not JSON of the schema" },
        { "<think>It is " + Good, typeof(Routing), "It is not JSON of the schema" },
        { "", typeof(Routing), "It is not JSON of the schema" },
        { "{\"data\":1,", typeof(int), "It is not JSON of the schema" },
        { "Friday", typeof(DayOfWeek), "It is not JSON of the schema" },
        { "NaN", typeof(double), "It is not JSON of the schema" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_cannot_be_read_is_sent_back_once_and_then_ends_in_the_one_typed_exception(string text, Type wanted, string problem)
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Say(text), ScriptedChatClient.Say(text));
        var session = await _store.OpenAsync(new SessionKey("s"));

        var failure = await Assert.ThrowsAsync<StructuredOutputException>(() => (Task)typeof(OddAnswerTests).GetMethod(nameof(RunAsync), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.MakeGenericMethod(wanted).Invoke(null, [model, session])!);

        Assert.Contains(problem, failure.Problem, StringComparison.Ordinal);
        Assert.Equal((wanted, text), (failure.Wanted, failure.RawText));
        Assert.Contains(problem, model.Requests[1].Messages[^1].Text, StringComparison.Ordinal);
        Assert.Equal((2, TurnStatus.Failed), (model.Requests.Count, (await session.Turns.GetAsync(1)).Status));
    }

    [Fact]
    public async Task Nulls_that_the_type_allows_pass()
    {
        var lists = await AskAsync<Lists>("""{"names":["a"],"notes":[null,"b"],"inner":null,"more":{}}""");

        Assert.Equal([null, "b"], lists.Notes);
        Assert.Null(lists.Inner);
    }

    [Fact]
    public async Task A_rule_that_throws_is_what_is_wrong_and_its_exception_is_inside()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Say(Good), ScriptedChatClient.Say(Good));
        var format = new OutputFormat<Routing>(validate: _ => throw new InvalidOperationException("Password=secret"));

        var failure = await Assert.ThrowsAsync<StructuredOutputException>(() => new Agent(model).RunAsync("Hm.", format: format));

        Assert.IsType<InvalidOperationException>(failure.InnerException);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", model.Requests[1].Messages[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_value_is_read_from_whatever_models_put_around_it()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            var (text, wanted) = Random(random);
            var isRead = new OutputFormat<Lists>().TryParse(text, out var value, out var error);

            Assert.True(isRead && JsonSerializer.Serialize(wanted) == JsonSerializer.Serialize(value), $"seed {seed}, try {i}: {error} in {text}");
        }
    }

    [Fact]
    public void Nothing_that_is_cut_or_changed_at_random_throws_or_lets_a_null_through()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var format = new OutputFormat<Lists>();
        for (var i = 0; i < 5000; i++)
        {
            var text = Random(random).Text.ToCharArray();
            for (var n = random.Next(1, 4); n > 0; n--)
                text[random.Next(text.Length)] = Signs[random.Next(Signs.Length)];
            var changed = new string(text)[..random.Next(text.Length + 1)].Replace("\"a\"", random.Next(3) == 0 ? "null" : "\"a\"", StringComparison.Ordinal);

            var failure = Record.Exception(() => Assert.True(!format.TryParse(changed, out var value, out _) || (value.Names.All(name => name is not null) && value.More.Values.All(more => more is not null))));

            Assert.True(failure is null, $"seed {seed}, try {i}: {failure} for {changed}");
        }
    }

    private static async Task<T> AskAsync<T>(string text) => (await new Agent(new ScriptedChatClient(ScriptedChatClient.Say(text))).RunAsync<T>("Hm.")).Value;

    private static async Task RunAsync<T>(IChatClient model, Session session) => await new Agent(model).RunAsync("Hm.", session, format: new OutputFormat<T>());

    private static (string Text, Lists Value) Random(Random random)
    {
        string Word() => new[] { "a", "b c", "{", "```", "<b>", "é", "\ud83d\ude00", "\"", "\\" }[random.Next(9)];
        List<string> Words() => [.. Enumerable.Range(0, random.Next(4)).Select(_ => Word())];
        var value = new Lists(Words(), [.. Words(), random.Next(2) == 0 ? null : "n"], random.Next(2) == 0 ? null : new Routing(Word(), random.Next(2) == 0), Words().Distinct().ToDictionary(word => word, _ => Word()));
        var json = JsonSerializer.Serialize(value, random.Next(2) == 0 ? Indented : JsonSerializerOptions.Web);
        json = random.Next(8) switch
        {
            0 => $"```json\n{json}\n```",
            1 => $"Sure:\n```\n{json}\n```\nDone.",
            2 => $"Here you are: {json} Done.",
            3 => $"[1] says so. {json}",
            _ => json,
        };
        json = random.Next(6) switch
        {
            0 => $"<think>Maybe {{\"names\":[]}}?</think>{json}",
            1 => $"<thinking>\n[\n</thinking>\n\n{json}",
            2 => $"Well.\n</think>\n{json}",
            3 => $"\ufeff{json}\n\n",
            _ => json,
        };
        return (json, value);
    }

    private interface IShape
    {
        int Sides { get; }
    }

    public sealed record Routing(string Category, bool Urgent);

    public sealed record Lists(List<string> Names, List<string?> Notes, Routing? Inner, Dictionary<string, string> More);

    [JsonDerivedType(typeof(Circle), "circle")]
    [JsonDerivedType(typeof(Square), "square")]
    public abstract record Shape;

    public sealed record Circle(double Radius) : Shape;

    public sealed record Square(double Side) : Shape;

    public sealed record Checked
    {
        public Checked(int percent) => Percent = percent switch
        {
            > 100 => throw new ArgumentException("Percent is 0 to 100."),
            < 0 => throw new InvalidOperationException("Password=secret"),
            _ => percent,
        };

        public int Percent { get; }
    }

    public sealed class Setter
    {
        public string? Name
        {
            get => null;
            set => throw new NotSupportedException("Password=secret");
        }
    }

    public sealed record Converted([property: JsonConverter(typeof(Throwing))] string Odd);

    private sealed class Throwing : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new KeyNotFoundException("Password=secret");

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
