using System.Diagnostics;
using System.Globalization;
using System.Text;
using Colloquy.Encryption;

namespace Colloquy.Faults.Tests;

/// <summary>Processes that work on the same sessions of one store, a round after the other: they add, run, fork, undo, prune, hold, sweep, rotate keys and erase a user. In each round one of them is killed. Then all is looked at.</summary>
/// <param name="kind">The kind of store.</param>
/// <param name="place">The file or the connection string.</param>
/// <param name="folder">The folder for the file of keys.</param>
internal sealed class KeepProcesses(string kind, string place, TempFolder folder)
{
    private const int Processes = 3;
    private const int Steps = 60;

    private readonly int _seed = Seeds.Next();
    private readonly string _keyFile = folder.File("keys");
    private readonly Dictionary<SessionOwner, int> _asked = [];
    private readonly List<string> _said = [];

    /// <summary>Runs rounds, checks each, and notes them.</summary>
    public async Task CheckAsync(int rounds)
    {
        var started = Stopwatch.GetTimestamp();
        for (var round = 0; round < rounds; round++)
        {
            AddKey(round);
            await using (var store = await OpenAsync())
                await new KeepChecks(store, round).PrepareAsync();
            var lines = await RunAsync(round);
            await CheckAsync(round, lines);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", _said.Select(line => line.Split(' ') is ["not", _, var why, ..] ? why : line.Split(' ')[0]).CountBy(word => word).OrderByDescending(word => word.Value).Select(word => $"{word.Value} {word.Key}")));
        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} rounds, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s.");
        FaultTries.Note(tries: rounds, acknowledged: _said.Count(line => !line.StartsWith("not", StringComparison.Ordinal) && line != "rekeying"));
    }

    private Task<ISessionStore> OpenAsync() => KeepStores.OpenAsync(kind, place, _keyFile, new AheadTime(TimeSpan.FromMinutes(5)));

    /// <summary>Adds a key to the ring, which is the newest, and takes away those that the rotation at the end of the last round has made needless.</summary>
    private void AddKey(int round)
    {
        string[] lines = File.Exists(_keyFile) ? [File.ReadAllLines(_keyFile)[^1]] : [];
        File.WriteAllLines(_keyFile, [.. lines, KeyRing.CreateLine($"key-{round}")]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private async Task<List<string>> RunAsync(int round)
    {
        var random = new Random(unchecked((_seed * 397) ^ round));
        List<WorkerProcess> workers = [.. Enumerable.Range(0, Processes).Select(process => WorkerProcess.Start("keep", kind, place, _keyFile, process, round, random.Next(), Steps))];
        try
        {
            foreach (var worker in workers)
                await worker.ExpectAsync("ready");
            foreach (var worker in workers)
                worker.Say("go");
            // In some rounds the process that gives new keys is killed while it does.
            var (word, moment) = round % 4 == 0 && kind != KeepStores.Plain ? ("rekeying", random.Next(1, 8)) : ("", random.Next(Steps));
            var heard = await Task.WhenAll(workers.Select((worker, process) => HearAsync(worker, word, process == 0 ? moment : -1)));
            return [.. heard.SelectMany(lines => lines)];
        }
        finally
        {
            foreach (var worker in workers)
                await worker.DisposeAsync();
        }
    }

    /// <summary>Hears all that a worker says, and kills it after a number of lines that begin with a word.</summary>
    private static async Task<List<string>> HearAsync(WorkerProcess worker, string word, int moment)
    {
        List<string> lines = [];
        for (var line = await worker.HearAsync(); line != "done"; line = await worker.HearAsync())
        {
            lines.Add(line);
            if (lines.Count(said => said.StartsWith(word, StringComparison.Ordinal)) != moment)
                continue;

            worker.Kill();
            lines.AddRange((await worker.HearAllAsync()).Where(last => last != "done"));
            return lines;
        }

        return lines;
    }

    private async Task CheckAsync(int round, List<string> lines)
    {
        _said.AddRange(lines);
        foreach (var asked in lines.Select(line => line.Split(' ')).Where(words => words[0] == "asked"))
        {
            var owner = KeepRoom.Find(round, asked[1]).Key.Owner;
            _asked[owner] = _asked.GetValueOrDefault(owner) + 1;
        }

        try
        {
            HashSet<string> gone;
            await using (var store = await OpenAsync())
                gone = await new KeepChecks(store, round).RunAsync(lines, _said, _asked);
            if (kind != KeepStores.Plain)
                await LeaveNewestKeyAsync();
            if (kind.StartsWith(KeepStores.Plain, StringComparison.Ordinal))
                LogCheck.CheckFile(place);
            if (kind == KeepStores.Plain)
                FindNone(gone);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"In round {round}, with COLLOQUY_SEED={_seed} (processes may meet in another way): {e.Message}\nWhat they said:\n{string.Join('\n', lines)}"), e);
        }
    }

    /// <summary>Everything is read with the newest key alone, once the keys were rotated.</summary>
    private async Task LeaveNewestKeyAsync()
    {
        await using (var store = await OpenAsync())
            Assert.Empty((await store.GetService<EncryptedSessionStore>()!.RotateKeysAsync()).Problems);
        File.WriteAllLines(_keyFile, [File.ReadAllLines(_keyFile)[^1]]);
        await using var after = await OpenAsync();
        await foreach (var verified in after.VerifyAllAsync())
            Assert.True(verified.IsIntact, $"Session {verified.Key} cannot be read with the newest key: {verified.Failure?.Problem}");
    }

    /// <summary>What was pruned or erased is in no file of the store, and what was kept is.</summary>
    private void FindNone(HashSet<string> gone)
    {
        var files = string.Concat(Directory.EnumerateFiles(folder.Root).Where(file => file.StartsWith(place, StringComparison.Ordinal)).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))));
        foreach (var word in KeepChecks.WordsOf(_said))
            Assert.True(!files.Contains($"{word}\"", StringComparison.Ordinal) || !gone.Contains(word), $"'{word}' is still in a file of the store.");
        Assert.All(KeepChecks.WordsOf(_said, "untouched"), word => Assert.Contains($"{word}\"", files, StringComparison.Ordinal));
    }
}
