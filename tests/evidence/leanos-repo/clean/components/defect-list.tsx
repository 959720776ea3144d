type Defect = { id: string; note: string };

export function DefectList({ defects }: { defects: Defect[] }) {
  return (
    <ul>
      {defects.map((defect) => (
        <li key={defect.id}>{defect.note}</li>
      ))}
    </ul>
  );
}
