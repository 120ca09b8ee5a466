using System.Text;
using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Encryption.Tests;

/// <summary>What was said is nowhere in the files of a store.</summary>
public sealed class PlainTextTests : IDisposable
{
    private static readonly SessionKey Key = new("case-17", "ada");

    /// <summary>Words that nothing but the content has.</summary>
    private static readonly string[] Words = ["quetzal", "ocelot", "axolotl", "capybara", "narwhal", "wombat", "pangolin", "kakapo", "tarsier", "okapi", "dugong", "fossa", "numbat", "quokka", "serval"];

    private readonly SqliteFile _file = new();
    private readonly KeyRing _ring = Rings.New("k1");

    public void Dispose()
    {
        _file.Dispose();
        _ring.Dispose();
    }

    [Fact]
    public async Task No_word_of_messages_state_memories_titles_metadata_and_attachments_is_in_the_file_or_its_write_ahead_log()
    {
        await using var store = await EncryptedSessionStore.OpenAsync(await SqliteSessionStore.OpenAsync(_file.Path, new SqliteSessionStoreOptions { CheckpointPages = 20 }), _ring);
        await FillAsync(store);

        var whileOpen = Find();
        await store.DisposeAsync();

        Assert.Empty(whileOpen);
        Assert.Empty(Find());
    }

    [Fact]
    public async Task The_words_are_in_a_file_that_is_not_encrypted()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_file.Path);
        await FillAsync(store);

        Assert.Equal(Words.Order(), Find().Order());
    }

    [Fact]
    public async Task Content_has_another_name_than_its_hash_and_equal_texts_are_stored_differently()
    {
        var picture = new byte[100_000];
        await using (var store = await _file.OpenAsync(_ring))
        {
            foreach (var id in (string[])["one", "two"])
                await (await store.OpenAsync(new SessionKey(id, "ada"))).AddAsync(new ChatMessage(ChatRole.User, [new TextContent("Yes."), new DataContent(picture, "image/png")]));
        }

        var hash = Digest.Of(picture).ToString();
        var blobs = _file.Dump("blobs").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, blobs.Length);
        Assert.DoesNotContain(blobs, blob => blob.Contains(hash, StringComparison.OrdinalIgnoreCase));
        Assert.NotEqual(blobs[0].Split('|')[1], blobs[1].Split('|')[1]);
    }

    private static async Task FillAsync(ISessionStore store)
    {
        var session = await store.OpenAsync(Key);
        await session.AddAsync([new(ChatRole.User, $"The {Words[0]} leaks again."), new(ChatRole.Assistant, $"Send the {Words[1]}.")]);
        await session.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{Words[2]} ", 20_000))), "text/plain")]));
        await session.AddAsync([new(ChatRole.Assistant, [new FunctionCallContent("1", "look", new Dictionary<string, object?> { ["where"] = Words[3] })]), new(ChatRole.Tool, [new FunctionResultContent("1", $"a {Words[4]}")])]);
        await session.SetTitleAsync($"The {Words[5]}");
        await session.SetMetadataAsync("kind", Words[6]);
        await session.State.SetAsync("a", Words[7]);
        await session.State.SetAsync("b", Words[8], Scope.User);
        await session.State.SetAsync("c", Words[9], Scope.App);
        var memory = session.GetMemory();
        await memory.AddAsync($"likes a {Words[10]}", metadata: new Dictionary<string, string> { ["m"] = Words[11] });
        await memory.StoreAsync(Words[12], $"has a {Words[13]}");
        await session.SearchAsync(Words[0]);
        await session.SearchAsync(Words[14]);
        await session.AddAsync(new ChatMessage(ChatRole.User, Words[14]));
        await session.SearchAsync(Words[14]);
    }

    private List<string> Find()
    {
        var all = Directory.GetFiles(_file.Folder).Select(Read).ToList();
        Assert.NotEmpty(all);
        return [.. Words.Where(word => all.Exists(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)))];
    }

    private static string Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return Encoding.Latin1.GetString(bytes.ToArray());
    }
}
