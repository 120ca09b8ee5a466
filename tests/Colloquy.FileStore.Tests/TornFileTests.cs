using Colloquy.Tests;
using Colloquy;
using FileStore;
using Microsoft.Extensions.AI;

namespace Colloquy.FileStore.Tests;

public sealed class TornFileTests : IDisposable
{
    private static readonly SessionKey Key = new("torn", "ada");
    private readonly string _folder = Directory.CreateTempSubdirectory("colloquy-files-").FullName;

    private string File => Directory.GetFiles(_folder, "*.session", SearchOption.AllDirectories).Single();

    [Fact]
    public async Task A_last_commit_that_was_half_written_is_not_read_and_the_next_one_takes_its_place()
    {
        await SayAsync("kept");
        var whole = await System.IO.File.ReadAllBytesAsync(File);
        await SayAsync("torn");
        var both = await System.IO.File.ReadAllBytesAsync(File);

        foreach (var size in Enumerable.Sequence(whole.Length, both.Length - 1, 41).Append(both.Length - 1))
        {
            await System.IO.File.WriteAllBytesAsync(File, both[..size]);

            Assert.Equal(["kept"], await TextsAsync());
            await SayAsync("next");
            Assert.Equal(["kept", "next"], await TextsAsync());
        }
    }

    [Fact]
    public async Task A_half_written_beginning_is_no_session_and_the_next_one_takes_its_place()
    {
        await using (var store = new FileSessionStore(_folder))
            await store.CreateAsync(Key);
        var whole = await System.IO.File.ReadAllBytesAsync(File);

        for (var size = 0; size < whole.Length; size++)
        {
            await System.IO.File.WriteAllBytesAsync(File, whole[..size]);
            await using var store = new FileSessionStore(_folder);

            Assert.Null(await store.GetAsync(Key));
            Assert.Empty((await store.ListAsync(new SessionOwner("ada"), new SessionQuery())).Sessions);
            Assert.Equal(Position.Start, (await store.CreateAsync(Key)).Tip);
        }
    }

    [Fact]
    public async Task A_tail_of_zeros_is_cut_off()
    {
        await SayAsync("kept");
        await using (var stream = new FileStream(File, FileMode.Append))
            stream.Write(new byte[5000]);

        await SayAsync("next");

        Assert.Equal(["kept", "next"], await TextsAsync());
    }

    [Fact]
    public async Task A_byte_that_changed_is_named_and_nothing_is_written_behind_it()
    {
        await SayAsync("one");
        var at = new FileInfo(File).Length + 100;
        await SayAsync("two");
        await SayAsync("three");
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        bytes[at] ^= 1;
        await System.IO.File.WriteAllBytesAsync(File, bytes);

        var error = await StoreAssert.FailsAsync(StoreFailure.Corrupt, TextsAsync);
        await StoreAssert.FailsAsync(StoreFailure.Corrupt, () => SayAsync("four"));

        Assert.Contains("after position 1 of session 'torn' of user 'ada'", error.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await System.IO.File.ReadAllBytesAsync(File));
    }

    [Fact]
    public async Task A_file_that_was_copied_to_another_key_does_not_open_under_it()
    {
        await SayAsync("secret");
        var mallory = new SessionKey("torn", "mallory");
        var adas = File;
        await using var store = new FileSessionStore(_folder);
        await store.CreateAsync(mallory);
        var theirs = Directory.GetFiles(_folder, "*.session", SearchOption.AllDirectories).Single(file => file != adas);

        System.IO.File.Copy(adas, theirs, overwrite: true);

        await StoreAssert.FailsAsync(StoreFailure.Corrupt, async () => await store.CreateAsync(mallory));
        Assert.Null(await store.GetAsync(mallory));
        Assert.Empty((await store.ReadAsync(mallory, LogRead.All())).Entries);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task SayAsync(string text)
    {
        await using var store = new FileSessionStore(_folder);
        var writer = new EntryWriter(await store.CreateAsync(Key));
        writer.Append(new MessageBody(new ChatMessage(ChatRole.User, text)));
        await store.CommitAsync(Key, writer.TakeCommit(CommitId.New()));
    }

    private async Task<string[]> TextsAsync()
    {
        await using var store = new FileSessionStore(_folder);
        var page = await store.ReadAsync(Key, LogRead.All());
        return [.. page.Entries.Select(entry => ((MessageBody)entry.Decode(Key)).Message.Text)];
    }
}
