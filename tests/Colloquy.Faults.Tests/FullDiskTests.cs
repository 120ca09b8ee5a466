using System.Diagnostics;

namespace Colloquy.Faults.Tests;

/// <summary>Promise 1: there is no space left to write to.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [Fault(FaultAttribute.Sqlite, "the disk is full, until there is space again")]
    public async Task A_full_disk_loses_nothing_and_the_store_goes_on_when_there_is_space(int writers)
    {
        // Where nobody may mount a disk, the limit on a file's size is the disk.
        var onSmallDisk = OnSmallDisk();
        if (await CanRunAsync([.. onSmallDisk, "true"]))
            await FillAsync(onSmallDisk, "disk", _folder.File(Path.Combine("disk", "store.db")), nameof(StoreFailure.Full), writers);
        else
            await FillAsync([], "limit", _folder.File(), nameof(StoreFailure.Other), writers);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [Fault(FaultAttribute.Sqlite, "the file may not grow, until it may again")]
    public Task A_file_that_may_not_grow_loses_nothing_and_the_store_goes_on_when_it_may(int writers) =>
        FillAsync([], "limit", _folder.File(), nameof(StoreFailure.Other), writers);

    /// <summary>Beside the tests of <c>LeaseEndTests</c>, which go through the same where no disk can be mounted.</summary>
    [Fact]
    [Fault(FaultAttribute.Sqlite, "the disk is full in the middle of a turn")]
    public async Task A_turn_that_a_full_disk_ends_gives_its_lease_back_when_there_is_space_and_searches_are_answered_meanwhile()
    {
        var onSmallDisk = OnSmallDisk();
        if (!await CanRunAsync([.. onSmallDisk, "true"]))
            return;

        await using var worker = WorkerProcess.StartIn(onSmallDisk, ["crowded", _folder.File(Path.Combine("disk", "store.db"))]);
        await worker.GoAsync();
        await worker.ExpectAsync(nameof(StoreFailure.Full));
        await worker.ExpectAsync("leased True, interrupted False");
        await worker.ExpectAsync("found 5");

        await worker.GoAsync("there is space again");

        await worker.ExpectAsync("interrupted True");
        await worker.ExpectAsync("Completed done, visits 1");
        await worker.ExpectAsync("found 5");
        FaultTries.Note(tries: 1);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A small disk of the worker's own, gone with it.</summary>
    private string[] OnSmallDisk() =>
        ["unshare", "-rm", "bash", "-c", "mount -t tmpfs -o size=3m none \"$0\" && exec \"$@\"", Directory.CreateDirectory(_folder.File("disk")).FullName];

    private async Task FillAsync(string[] under, string kind, string file, string expected, int writers)
    {
        var seed = Seeds.Next();
        await using var worker = WorkerProcess.StartIn(under, ["fill", kind, file, seed, _folder.Root, writers]);
        await worker.GoAsync();
        List<string> lines = [];
        for (var line = await worker.HearAsync(); line != "ready"; line = await worker.HearAsync())
            lines.Add(line);

        // Each writer goes on until there is no space for its next batch.
        var written = Enumerable.Range(0, writers).Select(writer => lines.Count(line => line.StartsWith($"ack {writer} ", StringComparison.Ordinal))).ToArray();
        Assert.InRange(written.Sum(), 10, 10_000);
        Assert.Equal(written.Select((count, writer) => $"{expected} {writer} {count}").Order(), lines.Where(line => !line.StartsWith("ack ", StringComparison.Ordinal)).Order());
        await CheckAsync("full.db", written, seed);

        var more = writers == 1 ? 20 : 3;
        worker.Say("there is space again");
        Assert.Equal(
            written.SelectMany((count, writer) => Enumerable.Range(count, more).Select(number => $"ack {writer} {number}")).Order(),
            (await worker.HearUntilDoneAsync()).Order());
        await CheckAsync("roomy.db", [.. written.Select(count => count + more)], seed);
        FaultTries.Note(tries: writers, written.Sum() + (more * writers));
    }

    private async Task CheckAsync(string copy, int[] written, int seed)
    {
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File(copy)))
        {
            for (var writer = 0; writer < written.Length; writer++)
            {
                var found = await LogCheck.ReadBatchesAsync(store, Stores.Room(writer), seed);
                Assert.Equal(Enumerable.Range(0, written[writer]), found.Select(batch => batch.Number));
            }
        }

        LogCheck.CheckFile(_folder.File(copy));
    }

    private static async Task<bool> CanRunAsync(string[] line)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardError = true })!;
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
