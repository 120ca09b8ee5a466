using System.Text;
using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Tells which call each piece of a stream belongs to, when ids and indexes change, repeat or are missing.</summary>
internal sealed class CompletionCalls(Func<string> newId)
{
    private readonly List<Open> _calls = [];

    public int Count => _calls.Count;

    /// <summary>Adds a piece, and returns it under the index and the id of its call.</summary>
    public (int Number, JsonObject Piece) Add(CallPiece piece)
    {
        var call = Find(piece);
        if (call is null)
        {
            // Arguments alone are those of another call of the same tool.
            var isBare = piece is { Id: "", Name: "" } && _calls.Count > 0;
            if (isBare)
                piece = piece with { Name = _calls[^1].Name };
            _calls.Add(call = new Open(_calls.Count, piece.Index));
        }

        // The first id holds; a name that is repeated is no second part of it.
        var id = call.Id.Length == 0 ? call.Id = piece.Id : "";
        var name = call.Name.Length == 0 ? call.Name = piece.Name : "";
        var arguments = piece.Arguments is { } text ? call.Add(text) : "";
        return (call.Number, Write(call, id, name, arguments));
    }

    /// <summary>Returns what is left of calls: ids that the service never gave, and text that never became whole.</summary>
    public IEnumerable<JsonObject> Rest()
    {
        foreach (var call in _calls)
        {
            var id = call.Id.Length == 0 ? call.Id = newId() : "";
            var rest = call.Rest();
            if (id.Length > 0 || rest.Length > 0)
                yield return Write(call, id, "", rest);
        }
    }

    private Open? Find(CallPiece piece)
    {
        if (_calls.Count == 0)
            return null;

        var byIndex = piece.Index is { } index ? _calls.LastOrDefault(call => call.Index == index) : null;
        var byId = piece.Id.Length > 0 ? _calls.LastOrDefault(call => call.Id == piece.Id) : null;
        if (byIndex is not null)
        {
            var fits = piece.Id.Length == 0 || byIndex.Id.Length == 0 || byIndex.Id == piece.Id || byId is null;
            return !fits ? byId : Begins(piece, byIndex) ? null : byIndex;
        }

        if (byId is not null)
            return Begins(piece, byId) || (piece.Index is not null && piece.Name.Length > 0 && byId.IsComplete) ? null : byId;

        var last = _calls[^1];
        if (piece.Index is null)
            return Begins(piece, last) ? null : last;

        // A new index with a name begins a call; with an id alone, only where the last call is not in the middle of its arguments.
        var isOpen = last.HasArguments && !last.IsComplete;
        return piece.Name.Length > 0 || (piece.Id.Length > 0 && !isOpen) || Begins(piece, last) ? null : last;
    }

    /// <summary>Returns whether a piece begins a call of its own, although its index or its id is that of another, or it has none.</summary>
    private static bool Begins(CallPiece piece, Open call)
    {
        if (piece.Name.Length > 0 && call.Name.Length > 0 && piece.Name != call.Name)
            return true;

        var isOther = piece.Id.Length > 0 && call.Id.Length > 0 && piece.Id != call.Id;
        var more = piece.Arguments.AsSpan().TrimStart();
        if (!call.HasArguments)
            return isOther && more.IsEmpty && piece.Name.Length > 0;

        // After complete arguments nothing can follow but another call, be it under the same index and without an id.
        return (more.StartsWith("{") || (isOther && (piece.Name.Length > 0 || !more.IsEmpty))) && call.IsComplete;
    }

    private static JsonObject Write(Open call, string id, string name, string arguments)
    {
        var function = new JsonObject();
        if (name.Length > 0)
            function["name"] = WireText.MakeWellFormed(name);
        function["arguments"] = arguments;

        var piece = new JsonObject { ["index"] = call.Number, ["type"] = "function", ["function"] = function };
        if (id.Length > 0)
            piece["id"] = WireText.MakeWellFormed(id);

        return piece;
    }

    private sealed class Open(int number, long? index)
    {
        private readonly StringBuilder _arguments = new();
        private readonly WireText _text = new();

        public int Number => number;

        public long? Index => index;

        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public bool HasArguments => _arguments.Length > 0;

        public bool IsComplete
        {
            get
            {
                var last = _arguments.Length - 1;
                while (last >= 0 && char.IsWhiteSpace(_arguments[last]))
                    last--;

                return last >= 0 && _arguments[last] == '}' && WireNode.IsWhole(Encoding.UTF8.GetBytes(_arguments.ToString()));
            }
        }

        public string Add(string piece)
        {
            var whole = _text.Add(piece);
            _arguments.Append(whole);
            return whole;
        }

        public string Rest() => _text.Rest();
    }
}
