using System.Numerics.Tensors;

namespace Colloquy.Storage;

/// <summary>Represents the meaning of a text, as an embedding model computes it. Vectors of different models, or of different lengths, are not compared.</summary>
public sealed class MemoryVector
{
    private readonly float[] _values;
    private readonly double _length;

    /// <summary>Creates a vector.</summary>
    /// <param name="model">The name of the model that created it, 1 to 256 bytes in UTF-8.</param>
    /// <param name="values">The numbers, at least one, and all finite.</param>
    /// <exception cref="InvalidKeyException">The model's name breaks the rules for names.</exception>
    /// <exception cref="ArgumentException">There is no number, or one that is not finite.</exception>
    public MemoryVector(string model, ReadOnlySpan<float> values)
    {
        Model = KeyRules.Check(model, "embedding model", KeyRules.MaxUserBytes, nameof(model));
        if (values.IsEmpty)
            throw new ArgumentException("A vector needs at least one number.", nameof(values));
        if (!TensorPrimitives.IsFiniteAll(values))
            throw new ArgumentException($"A vector of model '{model}' has a number that is infinite or not a number, with which nothing can be compared.", nameof(values));

        _values = values.ToArray();
        _length = Math.Sqrt(TensorPrimitives.SumOfSquares(values));
    }

    /// <summary>Gets the name of the model that created the vector.</summary>
    public string Model { get; }

    /// <summary>Gets the number of dimensions.</summary>
    public int Dimension => _values.Length;

    /// <summary>Gets the numbers.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Returns the similarity to another vector: the cosine of the angle between them, 1 for the same direction, 0 when a vector has no direction.</summary>
    /// <param name="other">The numbers of a vector of the same model, as many as this one has.</param>
    /// <exception cref="ArgumentException">The number of dimensions differs.</exception>
    public double SimilarityTo(ReadOnlySpan<float> other)
    {
        if (other.Length != _values.Length)
            throw new ArgumentException($"A vector of {_values.Length} numbers cannot be compared with one of {other.Length}.", nameof(other));

        // TensorPrimitives.CosineSimilarity rounds to a float, so that a similarity of exactly 0.9 is less than 0.9.
        var lengths = _length * Math.Sqrt(TensorPrimitives.SumOfSquares(other));
        return lengths > 0 ? Math.Clamp(TensorPrimitives.Dot(_values, other) / lengths, -1, 1) : 0;
    }
}
