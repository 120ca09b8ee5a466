using System.Buffers.Binary;
using Colloquy.Tests.Files;

namespace Colloquy.Sqlite.Tests;

/// <summary>The zeros at the end of the write-ahead log, into which the next commits are written.</summary>
public sealed class LogRoomTests : IDisposable
{
    private const int Header = 32;
    private const int Frame = 24 + 4_096;
    private const int Pages = 100;

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Opening_and_a_few_commits_write_no_zeros()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var size = Read().Length;
        Assert.Equal(EndOf(Read()), size);

        await store.SayAsync(Talk.Key, "one");
        await store.SayAsync(Talk.Key, "two");

        Assert.Equal(EndOf(Read()), Read().Length);
    }

    [Fact]
    public async Task Zeros_stand_before_the_commits_that_overwrite_them_and_never_more_than_a_checkpoint_needs()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new() { CheckpointPages = Pages });
        HashSet<long> lengths = [];

        for (var i = 0; i < 200; i++)
        {
            await store.SayAsync(Talk.Key, "and so on");
            lengths.Add((await store.GetInfoAsync()).LogBytes);
        }

        Assert.InRange(lengths.Count, 2, 40);
        Assert.InRange(lengths.Max(), Frame * Pages, Frame * (Pages + (Pages / 4) + 2));
        Assert.Equal(200, (await store.HearAsync(Talk.Key)).Count);
    }

    [Fact]
    public async Task What_is_behind_the_frames_of_a_log_that_was_never_begun_anew_is_zeros()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new() { CheckpointPages = 1_000_000 });

        for (var i = 0; i < 300; i++)
        {
            await store.SayAsync(Talk.Key, "and so on");
            var log = Read();
            var end = EndOf(log);
            Assert.False(log.AsSpan(end).ContainsAnyExcept((byte)0));
            Assert.InRange(log.Length, end, 4 * end);
        }

        Assert.True(Read().Length > EndOf(Read()));
    }

    [Fact]
    public async Task A_store_that_does_not_wait_for_the_disk_needs_no_zeros()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new() { Synchronous = SqliteSynchronous.Normal });

        for (var i = 0; i < 100; i++)
            await store.SayAsync(Talk.Key, "and so on");

        Assert.Equal(EndOf(Read()), Read().Length);
    }

    [Fact]
    public async Task Stores_that_write_to_one_file_extend_its_log_over_nothing_of_each_other()
    {
        var options = new SqliteSessionStoreOptions { CheckpointPages = 60 };
        var writers = Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
        {
            var key = new SessionKey($"session-{number}");
            for (var i = 0; i < 120;)
            {
                // Opened again and again, so that the log is deleted, grows and is extended at all times.
                await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), options);
                for (var end = i + 40; i < end; i++)
                    await store.SayAsync(key, $"{i}");
            }
        }));
        await Task.WhenAll(writers);

        await using var reader = await SqliteSessionStore.OpenAsync(_folder.File());
        for (var number = 0; number < 4; number++)
            Assert.Equal(Enumerable.Range(0, 120).Select(i => $"{i}"), await reader.HearAsync(new SessionKey($"session-{number}")));
        Assert.Empty((await SqliteSessionStore.ExamineAsync(_folder.File())).Damage);
    }

    [Fact]
    public async Task The_log_that_is_extended_is_that_of_the_file_and_not_of_a_link_to_it()
    {
        if (OperatingSystem.IsWindows())
            return;

        await (await SqliteSessionStore.OpenAsync(_folder.File())).DisposeAsync();
        File.CreateSymbolicLink(_folder.File("link.db"), _folder.File());
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File("link.db"));

        for (var i = 0; i < 60; i++)
            await store.SayAsync(Talk.Key, "and so on");

        Assert.True(Read().Length > EndOf(Read()));
        Assert.False(File.Exists(_folder.File("link.db-wal")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(100_000)]
    public async Task A_file_with_a_log_of_zeros_in_a_folder_that_cannot_be_written_is_read(int size)
    {
        if (!OperatingSystem.IsLinux())
            return;

        await using (var writer = await SqliteSessionStore.OpenAsync(_folder.File()))
            await writer.SayAsync(Talk.Key, "one");
        await File.WriteAllBytesAsync(_folder.File("store.db-wal"), new byte[size]);
        var folder = new DirectoryInfo(Path.GetDirectoryName(_folder.File())!);
        var before = folder.UnixFileMode;
        foreach (var file in folder.GetFiles())
            file.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        folder.UnixFileMode = (UnixFileMode)0b101_101_101;

        try
        {
            var heard = Nobody.Do(() => ReadAsync().GetAwaiter().GetResult());

            Assert.Equal(["one"], heard);
        }
        finally
        {
            folder.UnixFileMode = before;
        }

        async Task<IReadOnlyList<string>> ReadAsync()
        {
            await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new() { ReadOnly = true });
            return await store.HearAsync(Talk.Key);
        }
    }

    public void Dispose() => _folder.Dispose();

    private byte[] Read()
    {
        using var file = new FileStream(_folder.File("store.db-wal"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var log = new byte[file.Length];
        file.ReadExactly(log);
        return log;
    }

    /// <summary>Where the frames end: each names a page.</summary>
    private static int EndOf(byte[] log)
    {
        var end = Math.Min(log.Length, Header);
        while (end + Frame <= log.Length && BinaryPrimitives.ReadUInt32BigEndian(log.AsSpan(end)) != 0)
            end += Frame;
        return end;
    }
}
