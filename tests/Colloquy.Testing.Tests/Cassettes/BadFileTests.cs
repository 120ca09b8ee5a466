namespace Colloquy.Testing.Tests.Cassettes;

/// <summary>Files and folders that cannot be a cassette, and conversations that share one: a clear message, and never a silent pass. FormatTests has what is wrong within a file.</summary>
public sealed class BadFileTests : IDisposable
{
    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    [Theory]
    [InlineData(CassetteMode.Auto)]
    [InlineData(CassetteMode.Record)]
    [InlineData(CassetteMode.Replay)]
    public async Task A_file_that_is_not_text_is_refused_and_stays_as_it_is(CassetteMode mode)
    {
        byte[] bytes = [.. "cassette: 1\nconversation: bytes\ntracks:\n- exchanges: []\n#"u8, 0xFF, 0xFE, 0x80, .. "\n...\n"u8];
        File.WriteAllBytes(_tapes.PathOf("bytes"), bytes);

        var error = await Assert.ThrowsAsync<CassetteFormatException>(() => Tapes.SayAsync("bytes", _tapes.Counting(mode), "hello"));

        Assert.Equal($"{_tapes.PathOf("bytes")}(1): The file is not a cassette: it is not text in UTF-8. Restore it from version control, or move it away and record the conversation again.", error.Message);
        Assert.Equal(bytes, File.ReadAllBytes(_tapes.PathOf("bytes")));
        Assert.Equal(0, _tapes.Clients);
    }

    [Theory]
    [InlineData(CassetteMode.Auto)]
    [InlineData(CassetteMode.Record)]
    [InlineData(CassetteMode.Replay)]
    public async Task A_folder_in_place_of_the_file_is_refused(CassetteMode mode)
    {
        Directory.CreateDirectory(_tapes.PathOf("folder"));

        var error = await Assert.ThrowsAsync<CassetteFormatException>(() => Tapes.SayAsync("folder", _tapes.Counting(mode), "hello"));

        Assert.EndsWith("There is a folder where the cassette should be. Remove the folder, or set another path in UseCassette.", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _tapes.Clients);
    }

    [Theory]
    [InlineData(CassetteMode.Auto)]
    [InlineData(CassetteMode.Record)]
    public async Task A_folder_that_cannot_be_written_is_refused_before_a_model_is_called(CassetteMode mode)
    {
        // A file is no folder, and nobody writes to /proc: not even root, to whom a folder that is read-only is none.
        var file = Path.Combine(_tapes.Folder, "a-file");
        File.WriteAllText(file, "");
        foreach (var folder in OperatingSystem.IsLinux() ? (string[])[file, "/proc"] : [file])
        {
            var path = Path.Combine(folder, "Cassettes", "it.yaml");
            var called = false;

            var error = await Assert.ThrowsAsync<CassetteNotWrittenException>(() => Tapes.SayAsync("it", conversation => conversation.UseCassette(path, mode, new CassetteOptions { RecordsInAuto = true }).UseAgent(parts => new Agent(parts.Client(() =>
            {
                called = true;
                return ScriptedModel.Counting;
            }))), "hello"));

            Assert.Equal(path, error.Cassette);
            Assert.StartsWith($"The cassette '{path}' cannot be written: ", error.Message, StringComparison.Ordinal);
            Assert.EndsWith(". Make its folder writable, or set another path in UseCassette.", error.Message, StringComparison.Ordinal);
            Assert.False(called);
        }
    }

    [Fact]
    public async Task A_folder_that_goes_away_while_a_conversation_is_recorded_fails_the_turn()
    {
        var folder = Path.Combine(_tapes.Folder, "going");
        Directory.CreateDirectory(folder);
        await using var conversation = await Conversation.StartAsync("going", conversation => conversation.UseCassette(folder + "/", CassetteMode.Record).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting))));
        Directory.Delete(folder);
        File.WriteAllText(folder, "");

        var error = await Assert.ThrowsAsync<CassetteNotWrittenException>(() => conversation.SayAsync("hello"));

        Assert.StartsWith($"The cassette '{Path.Combine(folder, "going.yaml")}' cannot be written: ", error.Message, StringComparison.Ordinal);
        File.Delete(folder);
    }

    [Fact]
    public async Task Two_conversations_of_one_name_that_are_recorded_at_once_are_told()
    {
        await using var one = await Conversation.StartAsync("same", _tapes.Counting(CassetteMode.Record));
        await using var other = await Conversation.StartAsync("same", _tapes.Counting(CassetteMode.Record));
        await one.SayAsync("hello");

        var error = await Assert.ThrowsAsync<CassetteNotWrittenException>(() => other.SayAsync("good day"));

        Assert.StartsWith($"Another conversation has recorded the cassette '{_tapes.PathOf("same")}' while 'same' recorded it. Give each conversation a name of its own", error.Message, StringComparison.Ordinal);
        Assert.Contains("user: hello", _tapes.Read("same"), StringComparison.Ordinal);
        Assert.DoesNotContain("good day", _tapes.Read("same"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_conversations_of_one_name_that_were_recorded_one_after_the_other_are_told_by_the_replay()
    {
        await Tapes.SayAsync("same", _tapes.Counting(CassetteMode.Record), "hello");
        await Tapes.SayAsync("same", _tapes.Counting(CassetteMode.Record), "good day");

        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("same", _tapes.Counting(CassetteMode.Replay), "hello"));

        Assert.Equal(("\"good day\"", "\"hello\""), (miss.Recorded, miss.Actual));
        Assert.EndsWith(" If another test has a conversation named 'same', it may have recorded this file: give each conversation a name of its own, and record both again.", miss.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_tests_whose_conversations_share_a_name_are_named_by_the_miss()
    {
        await using (var first = await Conversation.StartAsync("twins", _tapes.Counting(CassetteMode.Auto)))
            await first.SayAsync("hello", name: "Test_of_the_greeting");
        await using var second = await Conversation.StartAsync("twins", _tapes.Counting(CassetteMode.Replay));

        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => second.SayAsync("good day", name: "Test_of_the_day"));

        Assert.EndsWith("\nThe tests Test_of_the_greeting and Test_of_the_day both have a conversation named 'twins', so they share this cassette. Give each conversation a name of its own, and record both again.", miss.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_conversations_of_different_names_with_one_file_are_told()
    {
        await Tapes.SayAsync("one", conversation => conversation.UseCassette(_tapes.PathOf("shared"), CassetteMode.Record).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting))), "hello");

        foreach (var mode in Enum.GetValues<CassetteMode>().Except([CassetteMode.Live]))
        {
            var error = await Assert.ThrowsAsync<CassetteFormatException>(() => Tapes.SayAsync("other", conversation => conversation.UseCassette(_tapes.PathOf("shared"), mode).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting))), "hello"));

            Assert.EndsWith("The cassette belongs to the conversation 'one', not to 'other'. Give each conversation a cassette of its own.", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_cassette_of_another_prompt_is_told_with_the_first_difference()
    {
        await Tapes.SayAsync("prompt", _tapes.Counting(CassetteMode.Record, instructions: "Be brief.\nCount."), "hello");

        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("prompt", _tapes.Counting(CassetteMode.Replay, instructions: "Be brief.\nCount well."), "hello"));

        Assert.Contains("The first difference is in instructions:\n  recorded: \"Be brief.\\nCount.\"\n  now:      \"Be brief.\\nCount well.\"\nThe cassette was recorded with other instructions.\n", miss.Message, StringComparison.Ordinal);
    }
}
