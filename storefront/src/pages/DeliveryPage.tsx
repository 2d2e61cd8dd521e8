import { useNavigate } from '@tanstack/react-router';
import { DeliveryForm } from '../features/delivery/DeliveryForm.tsx';
import { Page } from '../ui/Page.tsx';

export function DeliveryPage() {
  const navigate = useNavigate();
  return (
    <Page
      title="Delivery and contact"
      lead="Next you see everything once more before you order."
      width="narrow"
    >
      <DeliveryForm onDone={() => void navigate({ to: '/review' })} />
    </Page>
  );
}
