using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>The cassette of a conversation and its forks, as it is read and written.</summary>
internal sealed class CassetteDeck
{
    private readonly Lock _lock = new();
    private readonly List<VolatileField> _volatile;
    private readonly HashSet<(int Trial, string Fork)> _own = [];
    private readonly HashSet<string> _hosts = new(StringComparer.Ordinal);
    private readonly bool _mayRecord;
    private string? _text;

    public CassetteDeck(string path, string conversation, string? variant, CassetteMode mode, CassetteOptions options)
    {
        (Path, Mode, Sides, OnDivergence) = (path, mode, options.Replays, options.OnDivergence);
        _mayRecord = mode == CassetteMode.Record || (mode == CassetteMode.Auto && options.MayRecordInAuto);
        Secrets = new SecretScrubber(options.Secrets, options.SecretPatterns.Select(pattern => new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2))), Environment.GetEnvironmentVariables());
        _volatile = [.. options.Volatile];
        File = (mode == CassetteMode.Live ? null : Load(conversation, variant)) ?? new CassetteFile { Conversation = conversation, Variant = variant };
        _volatile.AddRange(File.Volatile.Except(_volatile.Select(field => field.ToString())).Select(VolatileField.Parse));
        Text = new RequestText(Secrets, _volatile);
        if (MayRecord && (mode == CassetteMode.Record || !Exists))
            CassetteStorage.EnsureWritable(path);
    }

    public string Path { get; }

    public CassetteMode Mode { get; }

    public CassetteSides Sides { get; }

    public CassetteDivergence OnDivergence { get; }

    /// <summary>Gets a value that indicates whether something may be written.</summary>
    public bool MayRecord => _mayRecord && !HasPlantedFault;

    /// <summary>Gets or sets a value that indicates whether a fault is planted in the conversation: what a spoilt agent does is not recorded.</summary>
    public bool HasPlantedFault { get; set; }

    public bool Exists => _text is not null;

    public SecretScrubber Secrets { get; }

    public RequestText Text { get; }

    public CassetteFile File { get; private set; }

    public bool Replays(CassetteSides side) => Sides.HasFlag(side);

    /// <summary>Returns a track that this run may write.</summary>
    public RecordedTrack OpenTrack(int trial, string fork)
    {
        lock (_lock)
        {
            if (File.FindTrack(trial, fork) is { } found)
                return found;

            var track = new RecordedTrack(trial, fork);
            File.Tracks.Add(track);
            return track;
        }
    }

    public RecordedModel? FindModel(string name)
    {
        lock (_lock)
            return File.Models.Find(model => model.Name == name);
    }

    public void Add(RecordedModel model)
    {
        lock (_lock)
            Put(File.Models, model, other => other.Name == model.Name);
    }

    public RecordedHost? FindHost(string name)
    {
        lock (_lock)
            return File.Hosts.Find(host => host.Name == name);
    }

    public void Add(RecordedHost host)
    {
        lock (_lock)
        {
            Put(File.Hosts, host, other => other.Name == host.Name);
            _hosts.Add(host.Name);
        }
    }

    /// <summary>Removes the forks that were made after a turn or a later one, and that this run did not record.</summary>
    public void DropForks(int trial, string parent, int turn)
    {
        lock (_lock)
            File.Tracks.RemoveAll(track => track.Trial == trial && !_own.Contains((track.Trial, track.Fork)) && IsBelow(track.Fork));

        bool IsBelow(string fork) => fork.Length > parent.Length && (parent.Length == 0 || fork.StartsWith(parent + "/", StringComparison.Ordinal))
            && int.TryParse((parent.Length == 0 ? fork : fork[(parent.Length + 1)..]).Split('.')[0], out var made) && made >= turn;
    }

    /// <summary>Writes the cassette: whole, and in place of the old one at once. What other trials and processes have written since is kept.</summary>
    /// <param name="trial">The trial that recorded something.</param>
    /// <param name="fork">Its fork.</param>
    /// <param name="calls">All calls of the track.</param>
    public void Save(int trial, string fork, IReadOnlyList<RecordedCall> calls)
    {
        lock (_lock)
        {
            _own.Add((trial, fork));
            var track = File.FindTrack(trial, fork)!;
            track.Calls.Clear();
            track.Calls.AddRange(calls);

            // A mutex of the system: of two processes one waits.
            using var mutex = new Mutex(initiallyOwned: false, $"Global\\colloquy-cassette-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path)).AsSpan(0, 12))}");
            try
            {
                mutex.WaitOne();
            }
            catch (AbandonedMutexException)
            {
                // A process died while it wrote; the file is whole, since it is replaced at once.
            }

            try
            {
                TakeOthers();
                Write();
            }
            finally
            {
                mutex.ReleaseMutex();
            }
        }
    }

    private CassetteFile? Load(string conversation, string? variant)
    {
        _text = CassetteStorage.Read(Path);
        if (_text is null)
            return null;

        try
        {
            var file = CassetteReader.Read(Path, _text, Secrets, _volatile);
            return file.Conversation == conversation && file.Variant == variant
                ? file
                : throw new CassetteFormatException(Path, 2, $"The cassette belongs to the conversation '{file.FullName}', not to '{new CassetteFile { Conversation = conversation, Variant = variant }.FullName}'. Give each conversation a cassette of its own.") { IsDamage = false };
        }
        catch (CassetteFormatException error) when (Mode == CassetteMode.Record && error.IsDamage)
        {
            // What is recorded again needs nothing of it.
            _text = null;
            return null;
        }
    }

    private void TakeOthers()
    {
        if (CassetteStorage.Read(Path) is not { } text || text == _text)
            return;

        CassetteFile other;
        try
        {
            other = CassetteReader.Read(Path, text, Secrets, _volatile);
        }
        catch (CassetteFormatException error) when (Mode == CassetteMode.Record && error.IsDamage)
        {
            return;
        }

        EnsureIsAlone(other);
        File.Tracks.RemoveAll(track => !_own.Contains((track.Trial, track.Fork)));
        File.Tracks.AddRange(other.Tracks.Where(track => !_own.Contains((track.Trial, track.Fork))));
        File.Hosts.AddRange(other.Hosts.Where(host => !File.Hosts.Exists(own => own.Name == host.Name)));
        File.Models.AddRange(other.Models.Where(model => !File.Models.Exists(own => own.Name == model.Name)));
    }

    /// <summary>Looks whether someone else recorded what this conversation records, since it read or wrote the file.</summary>
    private void EnsureIsAlone(CassetteFile other)
    {
        var before = _text is null ? null : CassetteReader.Read(Path, _text, Secrets, _volatile);
        if (_own.Any(own => other.FindTrack(own.Trial, own.Fork) is { Calls.Count: > 0 } track && TextOf(track) != TextOf(before?.FindTrack(own.Trial, own.Fork))))
            throw new CassetteNotWrittenException(Path, $"Another conversation has recorded the cassette '{Path}' while '{File.FullName}' recorded it. Give each conversation a name of its own, and do not record the same tests in two processes at the same time. Then record the conversations again with COLLOQUY_CASSETTES=record.");

        string? TextOf(RecordedTrack? track) => track is null ? null : CassetteWriter.Write(new CassetteFile { Conversation = File.Conversation, Tracks = [track] });
    }

    /// <summary>Puts a value in the place of the one of its name, so that the order stays.</summary>
    private static void Put<T>(List<T> list, T value, Predicate<T> isSame)
    {
        var index = list.FindIndex(isSame);
        if (index < 0)
            list.Add(value);
        else
            list[index] = value;
    }

    /// <summary>Removes what nothing in the cassette uses: a model that is not called any more, and a host that the conversation no longer has.</summary>
    private void Tidy()
    {
        var calls = File.Tracks.SelectMany(track => track.Calls).ToList();
        File.Models.RemoveAll(model => !calls.OfType<RecordedModelCall>().Any(call => call.Request.Client == model.Name));
        File.Models.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        if (Mode == CassetteMode.Record)
            File.Hosts.RemoveAll(host => !_hosts.Contains(host.Name) && !calls.OfType<RecordedToolCall>().Any(call => call.Host == host.Name));
    }

    private void Write()
    {
        Tidy();
        File.Volatile.Clear();
        File.Volatile.AddRange(_volatile.Select(field => field.ToString()));
        var text = CassetteWriter.Write(File);
        if (text == _text)
            return;

        CassetteStorage.Write(Path, text);
        _text = text;
    }
}
