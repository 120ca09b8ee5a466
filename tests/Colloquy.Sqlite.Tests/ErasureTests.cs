using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

/// <summary>What an erased user leaves in the files.</summary>
public sealed class ErasureTests : IDisposable
{
    // None of these words stands in the schema, or is said by another user.
    private static readonly string[] Words = ["Quetzalcoatl", "Xochimilco", "tlalpan", "coyoacan", "zempoala", "nezahualcoyotl", "iztapalapa", "ahuizotl", "mixquic", "tepeyac", "parrotword", "blobword"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_file_of_the_store_holds_a_word_that_an_erased_user_said()
    {
        var file = _folder.File();
        await using var store = await SqliteSessionStore.OpenAsync(file);
        var ada = new SessionOwner("Quetzalcoatl", "desk");
        for (var number = 1; number <= 30; number++)
        {
            var session = await store.OpenAsync(new SessionKey($"Xochimilco {number}", ada));
            await session.SetTitleAsync($"tlalpan {number}");
            await session.SetMetadataAsync("town", $"coyoacan {number}");
            await session.State.SetAsync("zempoala", $"nezahualcoyotl {number}", Scope.User);
            await session.State.SetAsync("of session", $"iztapalapa {number}");
            for (var turn = 0; turn < 20; turn++)
                await session.AddAsync([new ChatMessage(ChatRole.User, $"ahuizotl {turn} {new string('x', turn * 97)}"), new ChatMessage(ChatRole.Assistant, "mixquic")]);
            await session.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("blobword ", 10_000))), "text/plain")]));
            await store.PutAsync(new MemoryPut { Owner = ada, Text = $"tepeyac {number}", Words = MemoryPut.WordsOf(null, $"tepeyac {number}"), At = DateTimeOffset.UnixEpoch, MaxMemories = 100 });
            await new Agent(new EchoingModel()) { Instructions = "parrotword" }.RunAsync("ahuizotl", session);
        }

        var other = await store.OpenAsync(new SessionKey("chat", "ben", "desk"));
        await other.AddAsync(new ChatMessage(ChatRole.User, "something else"));
        Assert.NotEmpty((await store.SearchAsync(new SearchQuery("ahuizotl"), ada)).Hits);
        Assert.All(Words, word => Assert.True(IsInFiles(file, word), word));

        var report = await store.EraseUserAsync(ada);

        Assert.True(report.IsScrubbed);
        Assert.DoesNotContain(Words, word => IsInFiles(file, word));
        Assert.Equal("something else", Assert.Single(await other.GetItemsAsync()).Text);
        Assert.Null((await other.VerifyAsync()).Failure);
        await other.AddAsync(new ChatMessage(ChatRole.User, "goes on"));
    }

    private static bool IsInFiles(string file, string word)
    {
        foreach (var path in Directory.GetFiles(Path.GetDirectoryName(file)!))
        {
            // The store has the file open.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            var text = Encoding.Latin1.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private sealed class EchoingModel : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "mixquic")) { ModelId = "echo" });

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
                yield return update;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
