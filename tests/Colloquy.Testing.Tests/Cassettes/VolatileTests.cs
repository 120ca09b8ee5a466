using System.Text.Json;

namespace Colloquy.Testing.Tests.Cassettes;

public sealed class VolatileTests : IDisposable
{
    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    [Fact]
    public async Task Declared_fields_make_no_difference()
    {
        CassetteOptions Options() => new() { Replays = CassetteSides.Models, Volatile = { VolatileField.IsoDates, VolatileField.Guids, VolatileField.Matching(@"/tmp/\w+"), VolatileField.AtPath("$.receipts[*].number"), VolatileField.AtPath("$..clock") } };
        async Task<IReadOnlyList<TurnResult>> RunAsync(CassetteMode mode, int run)
        {
            var results = $$"""{"receipts":[{"number":{{run}},"amount":5}],"inner":{"clock":"{{run}}:00"} }""";
            return await Tapes.SayAsync("volatile", conversation => conversation.UseCassette(_tapes.Folder + "/", mode, Options())
                .AddToolHost(new InProcessToolHost("till", AIFunctionFactory.Create(() => JsonElement.Parse(results), "receipts"), AIFunctionFactory.Create(() => results, "text")))
                .UseAgent(parts => new Agent(parts.Client(new ScriptedModel(messages => messages[^1].Role == ChatRole.Tool
                    ? new(ChatRole.Assistant, "Done.")
                    : new(ChatRole.Assistant, [new FunctionCallContent("c" + messages.Count, messages.Count > 2 ? "text" : "receipts")])))) { Tools = parts.Tools, Instructions = $"Today is 2026-03-0{run}. The case is {Guid.CreateVersion7()}." }),
                $"Look into /tmp/run{run}.", "Once more.");
        }

        await RunAsync(CassetteMode.Record, 1);
        var replayed = await RunAsync(CassetteMode.Replay, 2);

        Assert.Equal(2, replayed.Count);
        Assert.All(replayed, turn => Assert.Equal(AnswerOrigin.Replayed, turn.Origin));
        Assert.Contains("user: Look into [volatile].", _tapes.Read("volatile").Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_is_not_declared_differs()
    {
        await Tapes.SayAsync("dated", _tapes.Counting(CassetteMode.Record, instructions: "Today is 2026-03-01."), "hello");

        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("dated", _tapes.Counting(CassetteMode.Replay, instructions: "Today is 2026-03-02."), "hello"));

        Assert.Contains("CassetteOptions.Volatile", miss.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cassette_knows_the_fields_with_which_it_was_recorded()
    {
        await Tapes.SayAsync("known", _tapes.Counting(CassetteMode.Record, new CassetteOptions { Volatile = { VolatileField.IsoDates } }, instructions: "Today is 2026-03-01."), "hello");

        var replayed = await Tapes.SayAsync("known", _tapes.Counting(CassetteMode.Replay, instructions: "Today is 2026-03-02."), "hello");

        Assert.Equal(AnswerOrigin.Replayed, replayed[0].Origin);
    }

    [Fact]
    public async Task Amounts_are_compared_as_values()
    {
        await Tapes.SayAsync("amounts", _tapes.Counting(CassetteMode.Record), "add 2");

        var replayed = await Tapes.SayAsync("amounts", _tapes.Counting(CassetteMode.Replay, new CassetteOptions { Replays = CassetteSides.Tools }, model: () => new ScriptedModel(messages => messages[^1].Role == ChatRole.Tool
            ? new(ChatRole.Assistant, "Done.")
            : new(ChatRole.Assistant, [new FunctionCallContent("c", "add", new Dictionary<string, object?> { ["by"] = 2.00m })]))), "add 2");

        Assert.True(replayed[0].ToolCalls[0].IsReplayed);
    }

    [Theory]
    [InlineData("receipts")]
    [InlineData("$")]
    [InlineData("$.a b")]
    [InlineData("$[?(@.x)]")]
    public void A_path_of_another_form_is_refused(string path) =>
        Assert.Contains("no JSON path", Assert.Throws<ArgumentException>(() => VolatileField.AtPath(path)).Message, StringComparison.Ordinal);
}
