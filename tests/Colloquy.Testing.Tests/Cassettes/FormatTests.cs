using System.Text.Json;

namespace Colloquy.Testing.Tests.Cassettes;

public sealed class FormatTests : IDisposable
{
    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    [Fact]
    public async Task A_cassette_is_text_for_a_diff()
    {
        await Tapes.SayAsync("text", _tapes.Counting(CassetteMode.Record, instructions: "Be brief.\nSay please."), "add 2", "Good day.\nHow are you?");

        Assert.Equal(
            """
            cassette: 1
            conversation: text
            origin: live
            models:
            - name: model
            hosts:
            - name: counter
              tools:
              - name: add
                schema:
                  type: object
                  properties:
                    by:
                      type: integer
                  required:
                  - by
                returns:
                  type: integer
              - name: value
                schema:
                  type: object
                  properties: {}
                returns:
                  type: integer
            settings:
            - id: 1
              instructions: |-
                Be brief.
                Say please.
              tools:
                add: "4950b7dbf5a4"
                value: c0155930998a
            tracks:
            - exchanges:
              - turn: 1
                model: model
                settings: 1
                messages:
                - user: add 2
                answer:
                - assistant:
                  - call: add
                    arguments:
                      by: 2
                answered-by: scripted
                usage: { inputTokenCount: 10, outputTokenCount: 2 }
              - turn: 1
                call: add
                host: counter
                arguments:
                  by: 2
                result: 2
              - turn: 1
                model: model
                settings: 1
                messages:
                - tool:
                  - of: add
                    result: 2
                answer:
                - assistant: It is 2.
                answered-by: scripted
                usage: { inputTokenCount: 10, outputTokenCount: 2 }
              - turn: 2
                model: model
                settings: 1
                messages:
                - user: |-
                    Good day.
                    How are you?
                answer:
                - assistant: "5 messages, the first of them: add 2"
                answered-by: scripted
                usage: { inputTokenCount: 10, outputTokenCount: 2 }
            ...

            """.ReplaceLineEndings("\n"),
            _tapes.Read("text"));
    }

    [Fact]
    public async Task Whatever_is_said_is_read_back()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        string[] parts = ["a", " ", "\n", "\r", "\t", "é", "😀", "\"", "'", "#", ": ", "- ", "\\", "\u2028", "\u0085", "\uFEFF", "\0", "\u001b", "{", "|", "%", "---", "...", "~", "null", "true", "12", "&x", "*x", "!y", "> ", "? ", "@", "`", "long words that fill a line up to its end "];
        string Text() => string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => parts[random.Next(parts.Length)]));
        object? Value(int depth) => random.Next(depth > 3 ? 4 : 6) switch
        {
            0 => Text(),
            1 => random.Next(-1000, 1000) / 100m,
            2 => random.Next(2) == 0,
            3 => null,
            4 => Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth + 1)).ToList(),
            _ => Enumerable.Range(0, random.Next(4)).Select(_ => Text()).Distinct().ToDictionary(name => name, _ => Value(depth + 1)),
        };
        List<string> said = [.. Enumerable.Range(0, 60).Select(_ => Text())];
        List<JsonElement> values = [.. said.Select(_ => JsonSerializer.SerializeToElement(new Dictionary<string, object?> { ["it"] = Value(0) }))];
        Action<ConversationBuilder> Setup(CassetteMode mode) => conversation => conversation.UseCassette(_tapes.Folder + "/", mode)
            .AddToolHost(new InProcessToolHost("values", AIFunctionFactory.Create((int at) => values[at], "value")))
            .UseAgent(parts => new Agent(parts.Client(new ScriptedModel(messages => messages[^1].Role == ChatRole.Tool
                ? new(ChatRole.Assistant, said[messages.Count / 4 % said.Count])
                : new(ChatRole.Assistant, [new FunctionCallContent($"c{messages.Count}", "value", new Dictionary<string, object?> { ["at"] = messages.Count / 4 })])))) { Tools = parts.Tools });
        var recorded = await Tapes.SayAsync("said", Setup(CassetteMode.Record), [.. said]);

        var replayed = await Tapes.SayAsync("said", Setup(CassetteMode.Replay), [.. said]);

        for (var i = 0; i < said.Count; i++)
        {
            Assert.True(recorded[i].Text == replayed[i].Text, $"Seed {seed}, turn {i + 1}.");
            Assert.True(JsonElement.DeepEquals((JsonElement)recorded[i].ToolCalls[0].Result!, (JsonElement)replayed[i].ToolCalls[0].Result!), $"Seed {seed}, turn {i + 1}.");
        }
    }

    [Theory]
    [InlineData("Hello.\n", 1, "not a cassette")]
    [InlineData("", 1, "not a cassette")]
    [InlineData("cassette: 2\nanything", 1, "version 2")]
    [InlineData("cassette: 99999999999\n...\n", 1, "Update the package Colloquy.Testing")]
    [InlineData("cassette: 1\nconversation: bad\ntracks: []\n", 3, "is cut")]
    [InlineData("cassette: 1\nconversation: other\ntracks: []\n...\n", 2, "belongs to the conversation 'other', not to 'bad'")]
    [InlineData("cassette: 1\nconversation: bad\n<<<<<<< HEAD\ntracks: []\n...\n", 3, "merge conflict")]
    [InlineData("cassette: 1\nconversation: bad\n  tracks: [\n...\n", 3, "not well-formed")]
    [InlineData("cassette: 1\nconversation: bad\ntracks:\n- exchanges:\n  - turn: one\n    call: x\n    host: y\n    arguments: {}\n    result: 1\n...\n", 5, "whole number")]
    [InlineData("cassette: 1\nconversation: bad\ntracks:\n- exchanges:\n  - turn: 1\n    call: x\n    host: y\n    arguments: {}\n...\n", 5, "no 'text', 'result'")]
    [InlineData("cassette: 1\nconversation: bad\ntracks:\n- exchanges:\n  - turn: 1\n    model: m\n    settings: 4\n...\n", 5, "no settings 4")]
    [InlineData("cassette: 1\nconversation: bad\nsettings:\n- id: 1\ntracks:\n- exchanges:\n  - turn: 1\n    model: m\n    settings: 1\n    window: 1-5\n...\n", 7, "window '1-5'")]
    [InlineData("cassette: 1\nconversation: bad\ntracks:\n- exchanges: []\n- exchanges: []\n...\n", 5, "twice")]
    [InlineData("cassette: 1\nconversation: &a bad\ntracks: *a\n...\n", 3, "anchors")]
    public async Task A_file_that_cannot_be_used_is_named_with_its_line(string text, int line, string problem)
    {
        File.WriteAllText(_tapes.PathOf("bad"), text);

        foreach (var mode in (CassetteMode[])[CassetteMode.Replay, CassetteMode.Auto])
        {
            var error = await Assert.ThrowsAsync<CassetteFormatException>(() => Tapes.SayAsync("bad", _tapes.Counting(mode), "hello"));

            Assert.Equal((_tapes.PathOf("bad"), line), (error.Path, error.Line));
            Assert.StartsWith($"{error.Path}({line}): ", error.Message, StringComparison.Ordinal);
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(text, _tapes.Read("bad"));
    }

    [Fact]
    public async Task A_cassette_that_is_cut_anywhere_never_passes()
    {
        await Tapes.SayAsync("cut", _tapes.Counting(CassetteMode.Record), "add 2");
        var whole = _tapes.Read("cut");

        for (var length = 0; length < whole.TrimEnd().Length; length += 7)
        {
            File.WriteAllText(_tapes.PathOf("cut"), whole[..length]);
            await Assert.ThrowsAsync<CassetteFormatException>(() => Tapes.SayAsync("cut", _tapes.Counting(CassetteMode.Replay), "add 2"));
        }
    }

    [Fact]
    public async Task A_damaged_cassette_is_recorded_again_and_another_file_is_not_overwritten()
    {
        File.WriteAllText(_tapes.PathOf("mine"), "cassette: 1\nconversation: mine\n");
        File.WriteAllText(_tapes.PathOf("notes"), "Buy bread.\n");

        await Tapes.SayAsync("mine", _tapes.Counting(CassetteMode.Record), "add 2");
        await Assert.ThrowsAsync<CassetteFormatException>(() => Tapes.SayAsync("notes", _tapes.Counting(CassetteMode.Record), "add 2"));

        Assert.EndsWith("...\n", _tapes.Read("mine"), StringComparison.Ordinal);
        Assert.Equal("Buy bread.\n", _tapes.Read("notes"));
    }

    [Fact]
    public async Task Line_ends_and_marks_of_editors_make_no_difference()
    {
        await Tapes.SayAsync("crlf", _tapes.Counting(CassetteMode.Record, instructions: "One.\nTwo."), "add 2", "Good\nday.");
        File.WriteAllText(_tapes.PathOf("crlf"), "\uFEFF" + _tapes.Read("crlf").Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n");

        var replayed = await Tapes.SayAsync("crlf", _tapes.Counting(CassetteMode.Replay, instructions: "One.\nTwo."), "add 2", "Good\nday.");

        Assert.Equal(2, replayed.Count);
    }

    [Fact]
    public async Task A_text_that_was_edited_is_what_is_replayed()
    {
        await Tapes.SayAsync("edited", _tapes.Counting(CassetteMode.Record), "hello");
        File.WriteAllText(_tapes.PathOf("edited"), _tapes.Read("edited").Replace("\"1 messages, the first of them: hello\"", "Good day to you.", StringComparison.Ordinal));

        var replayed = await Tapes.SayAsync("edited", _tapes.Counting(CassetteMode.Replay), "hello");

        Assert.Equal("Good day to you.", replayed[0].Text);
    }
}
